-- One invented school, a statement a table. many_ground.sql has the tables that are not the schema's: `here` is
-- the school, in one row. Rows are named by pg_temp.an_id and drawn by pg_temp.lot: the same seed, the same school.

INSERT INTO school_year (school_id, id, start_year, starts_on, ends_on, confirmed)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'year', year), year,
       make_date(year, 9, 1), make_date(year + 1, 8, 31), true
  FROM here, generate_series(2016, 2021) AS year;

INSERT INTO term (school_id, id, school_year_id, number, starts_on, ends_on, first_monday)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'term', year * 10 + number),
       pg_temp.an_id('2019-06-03', seed, 'year', year), number, starts_on, ends_on, first_monday
  FROM here, terms;

INSERT INTO school_day (school_id, id, day, school_year_id, kind, is_school_day, note)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'day', day - DATE '2000-01-01'), day,
       pg_temp.an_id('2019-06-03', seed, 'year', year), kind, is_school_day, note
  FROM here, days;

INSERT INTO credit_rule (school_id, id, key, value, effective_from, entered_at)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'rule', no_of), key, value, '2000-01-01', '2020-08-20'
  FROM here, rules;

INSERT INTO subject_group (school_id, id, code, name, leader_id)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'group', no_of), 'g' || no_of, subject || '教研组',
       pg_temp.an_id('2019-06-03', seed, 'teacher', no_of)
  FROM here, subjects;

INSERT INTO grade_group (school_id, id, code, name, head_id)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'grade', n), 'g' || n,
       (ARRAY['七', '八', '九'])[n - 6] || '年级组', pg_temp.an_id('2019-06-03', seed, 'teacher', n)
  FROM here, generate_series(7, 9) AS n;

INSERT INTO school_class (school_id, id, code, name, grade_group_id)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'class', n), (7 + n % 3) || lpad((n / 3 + 1)::text, 2, '0'),
       (ARRAY['七', '八', '九'])[n % 3 + 1] || '（' || n / 3 + 1 || '）班',
       pg_temp.an_id('2019-06-03', seed, 'grade', 7 + n % 3)
  FROM here, generate_series(0, classes - 1) AS n;

INSERT INTO teacher (school_id, id, employee_no, platform_id, name, name_pinyin, name_initials, title, born_on,
                     hired_on, status, subject_group_id, grade_group_id)
SELECT school_id, pg_temp.an_id('2019-06-03', seed, 'teacher', n), 'T' || lpad(n::text, 4, '0'),
       'TX' || no || '-' || n, name, pinyin, initials,
       (ARRAY['高级教师', '一级教师', '一级教师', '二级教师'])[1 + pg_temp.lot(seed, 'title', n, 4)],
       DATE '1964-01-01' + pg_temp.lot(seed, 'born', n, 11000),
       DATE '1996-08-20' + 365 * pg_temp.lot(seed, 'hired', n, 24),
       CASE WHEN n % 40 = 39 THEN 'on_leave' ELSE 'active' END,
       pg_temp.an_id('2019-06-03', seed, 'group', n % 8), pg_temp.an_id('2019-06-03', seed, 'grade', 7 + n % 3)
  FROM here, generate_series(0, teachers - 1) AS n
  JOIN names ON names.no_of = n;

INSERT INTO homeroom_assignment (school_id, id, class_id, teacher_id, from_day)
SELECT school_id, pg_temp.an_id('2020-08-24', seed, 'homeroom', n), pg_temp.an_id('2019-06-03', seed, 'class', n),
       pg_temp.an_id('2019-06-03', seed, 'teacher', n % shift * 8 + n / shift), '2020-09-01'
  FROM here, generate_series(0, classes - 1) AS n;

INSERT INTO teaching_assignment (school_id, id, term_id, teacher_id, class_id, subject, weekly_periods)
SELECT school_id, pg_temp.an_id('2020-08-24', seed, 'assignment', n * 8 + no_of),
       pg_temp.an_id('2019-06-03', seed, 'term', 20202),
       pg_temp.an_id('2019-06-03', seed, 'teacher', n % shift * 8 + no_of),
       pg_temp.an_id('2019-06-03', seed, 'class', n), subject, weekly
  FROM here, generate_series(0, classes - 1) AS n, subjects;

INSERT INTO timetable (school_id, id, name, effective_from, created_at)
SELECT school_id, pg_temp.an_id('2021-02-19', seed, 'timetable', 1), '2020学年第二学期课表', '2021-02-22', '2021-02-19'
  FROM here;

INSERT INTO timetable_period (school_id, id, timetable_id, period_no, name, half, starts_at, ends_at)
SELECT school_id, pg_temp.an_id('2021-02-19', seed, 'period', n), pg_temp.an_id('2021-02-19', seed, 'timetable', 1),
       n, '第' || n || '节', CASE WHEN n <= 4 THEN 'morning' ELSE 'afternoon' END, begins, begins + INTERVAL '45 min'
  FROM here, generate_series(1, 7) AS n,
       LATERAL (SELECT TIME '08:00' + n * INTERVAL '55 min' - CASE WHEN n > 4 THEN INTERVAL '-25 min'
                                                                   ELSE INTERVAL '55 min' END AS begins) AS bell;

-- A class's lessons stand side by side in its week of 35, the next classes of the same teachers 7 further on:
-- a teacher has five classes at most and seven lessons a week in one, so nobody is in two places.
INSERT INTO woven
SELECT pg_temp.an_id('2021-02-19', seed, 'lesson', n * 100 + k),
       pg_temp.an_id('2019-06-03', seed, 'teacher', n % shift * 8 + no_of),
       pg_temp.an_id('2019-06-03', seed, 'class', n), subject, slot % 5 + 1, slot / 5 + 1
  FROM here, generate_series(0, classes - 1) AS n, subjects, generate_series(first, first + weekly - 1) AS k,
       LATERAL (SELECT (n / shift * 7 + k) % 35 AS slot) AS placed;

INSERT INTO lesson (school_id, id, timetable_id, weekday, period_no, in_odd, in_even, weeks, kind, subject)
SELECT school_id, lesson_id, pg_temp.an_id('2021-02-19', seed, 'timetable', 1), weekday, period_no, true, true,
       'every', 'teaching', subject
  FROM here, woven;

INSERT INTO lesson_teacher (school_id, id, timetable_id, lesson_id, teacher_id, weekday, period_no, in_odd, in_even)
SELECT school_id, lesson_id, pg_temp.an_id('2021-02-19', seed, 'timetable', 1), lesson_id, teacher_id, weekday,
       period_no, true, true
  FROM here, woven;

INSERT INTO lesson_class (school_id, id, timetable_id, lesson_id, class_id, part, weekday, period_no, in_odd, in_even)
SELECT school_id, lesson_id, pg_temp.an_id('2021-02-19', seed, 'timetable', 1), lesson_id, class_id, '', weekday,
       period_no, true, true
  FROM here, woven;

INSERT INTO course (school_id, id, code, title, provider, kind, hours, credits)
SELECT school_id, pg_temp.an_id('2019-08-24', seed, 'course', no_of), 'C-' || no_of, title, provider, kind, credits,
       credits
  FROM here, courses;

-- Courses 1 to 5 were held in 2019–20, 6 to 10 in 2020–21; 11 and 12 are still to come.
INSERT INTO training_session (school_id, id, course_id, code, place, capacity, taken, waitlist, state,
                              enrolment_opens_at, enrolment_closes_at, starts_at, ends_at)
SELECT school_id, pg_temp.an_id('2019-08-24', seed, 'session', no_of),
       pg_temp.an_id('2019-08-24', seed, 'course', no_of), 'S-' || no_of, '教师进修学校', greatest(teachers, 30), 0,
       false, CASE WHEN no_of <= 10 THEN 'completed' ELSE 'open' END,
       starts_at - INTERVAL '30 days', starts_at - INTERVAL '7 days', starts_at, starts_at + INTERVAL '8 hours'
  FROM here, courses;

INSERT INTO session_block (school_id, id, session_id, starts_at, ends_at)
SELECT school_id, pg_temp.an_id('2019-08-24', seed, 'block', no_of),
       pg_temp.an_id('2019-08-24', seed, 'session', no_of), starts_at, starts_at + INTERVAL '8 hours'
  FROM here, courses;

-- Who takes part, and how it ends: of a hundred 55 enrol; of those 6 fail; what was passed last is provisional.
INSERT INTO part
SELECT n, no_of, pg_temp.an_id('2019-06-03', seed, 'teacher', n),
       pg_temp.an_id(starts_at - INTERVAL '20 days', seed, 'enrolment', no_of * 100000 + n),
       pg_temp.an_id(starts_at + INTERVAL '3 days', seed, 'award', no_of * 100000 + n),
       title, kind, credits, year,
       CASE WHEN no_of > 10 THEN 'placed' WHEN pg_temp.lot(seed, 'failed', no_of * 100000 + n, 100) < 6
            THEN 'failed' ELSE 'passed' END,
       no_of < 9, starts_at - INTERVAL '20 days', starts_at + INTERVAL '8 hours'
  FROM here, courses, generate_series(0, teachers - 1) AS n
 WHERE pg_temp.lot(seed, 'takes part', no_of * 100000 + n, 100) < 55;

INSERT INTO enrolment (school_id, id, session_id, teacher_id, state, enrolled_at, planned_credits, planned_year,
                       absent_days, version)
SELECT school_id, enrolment_id, pg_temp.an_id('2019-08-24', seed, 'session', course), teacher_id, state, at, credits,
       year, CASE WHEN course <= 10 THEN 0 END, CASE WHEN course <= 10 THEN 2 ELSE 1 END
  FROM here, part;

UPDATE training_session
   SET taken = taking.seats
  FROM here, (SELECT course, count(*) AS seats FROM part GROUP BY course) AS taking
 WHERE training_session.school_id = here.school_id
   AND training_session.id = pg_temp.an_id('2019-08-24', seed, 'session', course);

INSERT INTO enrolment_event (school_id, id, enrolment_id, to_state, account_id, at)
SELECT school_id, pg_temp.an_id(at, seed, 'placed', course * 100000 + n), enrolment_id, 'placed', account_id, at
  FROM here, part;

INSERT INTO enrolment_event (school_id, id, enrolment_id, from_state, to_state, account_id, at)
SELECT school_id, pg_temp.an_id(ended, seed, 'ended', course * 100000 + n), enrolment_id, 'placed', state, account_id,
       ended + INTERVAL '3 days'
  FROM here, part
 WHERE state <> 'placed';

INSERT INTO duty (school_id, id, enrolment_id, teacher_id, kind, state, due_on, due_estimated, created_at, settled_at)
SELECT school_id, pg_temp.an_id(ended + INTERVAL '3 days', seed, 'duty', course * 100000 + n), enrolment_id, teacher_id,
       'record_sheet', CASE WHEN confirmed THEN 'accepted' ELSE 'open' END, (ended + INTERVAL '30 days')::date, false,
       ended + INTERVAL '3 days', CASE WHEN confirmed THEN ended + INTERVAL '13 days' END
  FROM here, part
 WHERE state = 'passed';

INSERT INTO credit_award (school_id, id, teacher_id, course_id, enrolment_id, title, category, school_year, cycle_year,
                          hours, credits, state, earned_at, reasons, version)
SELECT school_id, award_id, teacher_id, pg_temp.an_id('2019-08-24', seed, 'course', course), enrolment_id, title, kind,
       year, 2016, credits, credits, CASE WHEN confirmed THEN 'confirmed' ELSE 'provisional' END, ended,
       jsonb_build_array(jsonb_build_object('code', 'course_credits', 'rule_id', NULL, 'value', credits::text)),
       CASE WHEN confirmed THEN 2 ELSE 1 END
  FROM here, part
 WHERE state = 'passed';

-- The years before, brought over from paper: school-based training, and other training or a 90-hour course.
INSERT INTO credit_award (school_id, id, teacher_id, title, category, school_year, cycle_year, hours, credits, state,
                          earned_at, reasons)
SELECT school_id, pg_temp.an_id('2020-09-01', seed, 'carried ' || category, year * 100000 + n),
       pg_temp.an_id('2019-06-03', seed, 'teacher', n), year || '学年结转', category, year, 2016, amount, amount,
       'confirmed', make_timestamptz(year + 1, 6, 30, 4, 0, 0, 'UTC'),
       '[{"code": "adjustment", "rule_id": null, "value": "纸质学分登记表结转"}]'
  FROM here, generate_series(0, teachers - 1) AS n, generate_series(2016, 2019) AS year,
       LATERAL (VALUES ('school_based', 24 + 0 * n),
                       (CASE WHEN n % 5 = year - 2016 THEN 'long_90' ELSE 'short' END,
                        CASE WHEN n % 5 = year - 2016 THEN 90 ELSE 46 + (n + year) % 5 END)) AS was (category, amount);

-- What each award entered, by the ledger's rules: earned; once confirmed, released there and confirmed here.
INSERT INTO credit_entry (school_id, id, teacher_id, award_id, school_year, category, title, account, kind, credits,
                          hours, reason, account_id, earned_at, entered_at)
SELECT here.school_id, pg_temp.an_id(made_at, seed, step.kind || award.id, 0), award.teacher_id, award.id,
       award.school_year, award.category, award.title, step.account, step.kind, sign * award.credits,
       sign * award.hours, CASE WHEN step.kind = 'adjustment' THEN '纸质学分登记表结转' END, here.account_id,
       award.earned_at, made_at
  FROM here
  JOIN credit_award AS award ON award.school_id = here.school_id
  JOIN (VALUES ('award', 'provisional', 1, 3), ('release', 'provisional', -1, 13), ('confirm', 'confirmed', 1, 13),
               ('adjustment', 'confirmed', 1, 0)) AS step (kind, account, sign, days)
    ON (step.kind = 'adjustment') = (award.enrolment_id IS NULL)
   AND (step.days < 13 OR award.state = 'confirmed'),
       LATERAL (SELECT CASE WHEN step.kind = 'adjustment' THEN TIMESTAMPTZ '2020-09-01'
                            ELSE award.earned_at + step.days * INTERVAL '1 day' END AS made_at) AS written;

INSERT INTO credit_standing (school_id, id, teacher_id, school_year, confirmed, provisional, planned,
                             school_based_confirmed, school_based_provisional, long_courses)
SELECT here.school_id, pg_temp.an_id('2020-09-01', seed, 'standing' || teacher_id, school_year), teacher_id,
       school_year, sum(confirmed), sum(provisional), sum(planned), sum(own_confirmed), sum(own_provisional), sum(long)
  FROM here,
       LATERAL (
           SELECT teacher_id, school_year,
                  CASE account WHEN 'confirmed' THEN credits ELSE 0 END AS confirmed,
                  CASE account WHEN 'provisional' THEN credits ELSE 0 END AS provisional,
                  0 AS planned,
                  CASE WHEN category = 'school_based' AND account = 'confirmed' THEN credits ELSE 0 END AS own_confirmed,
                  CASE WHEN category = 'school_based' AND account = 'provisional' THEN credits ELSE 0
                       END AS own_provisional,
                  CASE WHEN category = 'long_90' AND account = 'confirmed' THEN 1 ELSE 0 END AS long
             FROM credit_entry
            WHERE school_id = here.school_id
            UNION ALL
           SELECT teacher_id, year, 0, 0, credits, 0, 0, 0 FROM part WHERE state = 'placed'
       ) AS moved
 GROUP BY here.school_id, seed, teacher_id, school_year;

INSERT INTO project (school_id, id, term_id, title, kind, month, leader_id, hours, credits, homework_required, state,
                     created_at)
SELECT school_id, pg_temp.an_id('2021-02-24', seed, 'project', no_of),
       pg_temp.an_id('2019-06-03', seed, 'term', 20202), subject || '课例研讨', 'lesson_study', 4,
       pg_temp.an_id('2019-06-03', seed, 'teacher', no_of), 6, 6, true, 'open', '2021-02-24'
  FROM here, subjects
 WHERE no_of < 3;

INSERT INTO project_member (school_id, id, project_id, teacher_id)
SELECT school_id, pg_temp.an_id('2021-02-24', seed, 'member', n),
       pg_temp.an_id('2021-02-24', seed, 'project', n % 8), pg_temp.an_id('2019-06-03', seed, 'teacher', n)
  FROM here, generate_series(0, teachers - 1) AS n
 WHERE n % 8 < 3;

INSERT INTO project_material (school_id, id, project_id, kind, state)
SELECT school_id, pg_temp.an_id('2021-02-24', seed, 'material ' || kind, no_of),
       pg_temp.an_id('2021-02-24', seed, 'project', no_of), kind, 'missing'
  FROM here, subjects, kinds
 WHERE no_of < 3;
