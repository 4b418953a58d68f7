"""What jobs have solved in a process of its own, by whose end the solvers' memory is given back."""

from domain.timetable.cover_drafting import PlanRows, draft
from domain.timetable.cover_ground import CoverGround
from domain.timetable.cover_plan import Draft
from domain.training.long_plan import PlanFacts
from domain.training.long_proposal import Proposal, propose
from persistence.ids import new_id


def drafted(plan: PlanRows, ground: CoverGround) -> Draft:
    """Raises NothingToCover."""
    from gateways.solver.cover_plans import CoverPlanSolver

    return draft(plan, ground, CoverPlanSolver(), new_id)


def proposed(facts: PlanFacts) -> Proposal:
    from gateways.solver.long_plans import HighsPlanSolver

    return propose(facts, HighsPlanSolver())
