-- What PostGraphile is shown of the tables: a schema of its own, as its documentation advises.

CREATE SCHEMA graph;

CREATE VIEW graph.credit_entry WITH (security_invoker) AS
SELECT school_id, id, teacher_id, award_id, school_year, category, title, account, kind, credits, hours, reason,
       earned_at, entered_at
  FROM public.credit_entry;

COMMENT ON VIEW graph.credit_entry IS E'@primaryKey school_id,id\n@behavior -connection +list +query:resource:list';

CREATE TYPE graph.standing AS (
    teacher_id uuid,
    name text,
    employee_no text,
    subject_group_id uuid,
    grade_group_id uuid,
    school_year integer,
    confirmed numeric,
    provisional numeric,
    planned numeric,
    counted numeric,
    target numeric,
    owed numeric,
    state text,
    reasons jsonb
);

CREATE FUNCTION graph.standings(school_id uuid, school_year integer)
RETURNS SETOF graph.standing LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT s.teacher_id, s.name, s.employee_no, s.subject_group_id, s.grade_group_id, $2,
           s.confirmed, s.provisional, 0.00, s.confirmed, 73.00, greatest(73.00 - s.confirmed, 0.00),
           CASE WHEN s.confirmed >= 73 THEN 'met'
                WHEN s.confirmed + s.provisional >= 73 THEN 'on_track'
                ELSE 'behind' END,
           (SELECT jsonb_build_array(jsonb_build_object('code', 'yearly_target', 'rule_id', r.id, 'value', '73'))
              FROM public.credit_rule r
             WHERE r.school_id = $1 AND r.key = 'yearly_target')
      FROM (SELECT t.id AS teacher_id, t.name, t.name_pinyin, t.employee_no, t.subject_group_id, t.grade_group_id,
                   coalesce(sum(e.credits) FILTER (WHERE e.account = 'confirmed'), 0.00) AS confirmed,
                   coalesce(sum(e.credits) FILTER (WHERE e.account = 'provisional'), 0.00) AS provisional
              FROM public.teacher t
              LEFT JOIN public.credit_entry e
                ON e.school_id = t.school_id AND e.teacher_id = t.id AND e.school_year = $2
             WHERE t.school_id = $1
             GROUP BY t.school_id, t.id) s
     ORDER BY s.name_pinyin, s.teacher_id
     LIMIT 200
$$;

COMMENT ON FUNCTION graph.standings(uuid, integer) IS '@behavior -connection +list';

GRANT USAGE ON SCHEMA graph TO yanxiu_app;
GRANT SELECT ON graph.credit_entry TO yanxiu_app;
