-- The schools of :numbers, each of 60 teachers with three enrolments, eight awards of two school years, their
-- entries and sums. A statement a table.

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT uuidv7() AS school_id, n AS no FROM unnest(:numbers) AS n;

INSERT INTO school (id, district_id, code, name, created_at)
SELECT school_id, (SELECT id FROM district), 'm' || lpad(no::text, 5, '0'), '第' || no || '中学', now() FROM made;

INSERT INTO school_year (school_id, id, start_year, starts_on, ends_on)
SELECT school_id, uuidv7(), year, make_date(year, 9, 1), make_date(year + 1, 8, 31)
  FROM made, generate_series(2019, 2020) AS year;

INSERT INTO credit_rule (school_id, id, key, value, effective_from, entered_at)
SELECT school_id, uuidv7(), rule.key, rule.value, '2000-01-01', now() FROM made, jsonb_each_text(:rules) AS rule;

CREATE TEMPORARY TABLE person ON COMMIT DROP AS
SELECT school_id, uuidv7() AS teacher_id, no, n FROM made, generate_series(0, 59) AS n;

INSERT INTO teacher (school_id, id, employee_no, name, name_pinyin, name_initials, title, status)
SELECT school_id, teacher_id, 'T' || lpad(n::text, 4, '0'), '张' || (:given)[1 + (no * 7 + n * 13) % 8],
       'zhang ' || n || ' ' || no % 97, 'z', '一级教师', 'active'
  FROM person;

CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT school_id, uuidv7() AS course_id, uuidv7() AS session_id, n FROM made, generate_series(1, 6) AS n;

INSERT INTO course (school_id, id, code, title, provider, kind, hours, credits)
SELECT school_id, course_id, 'C-' || n, '初中学科课例研讨第' || n || '次', '教师进修学校', 'short', 8, 8 FROM held;

INSERT INTO training_session (school_id, id, course_id, code, place, capacity, taken, waitlist, state, starts_at,
                              ends_at)
SELECT school_id, session_id, course_id, 'S-' || n, '教师进修学校', 60, 30, false, 'completed',
       TIMESTAMPTZ '2020-10-14 00:00Z' + n * INTERVAL '30 days',
       TIMESTAMPTZ '2020-10-14 08:00Z' + n * INTERVAL '30 days'
  FROM held;

INSERT INTO enrolment (school_id, id, session_id, teacher_id, state, enrolled_at, planned_credits, planned_year)
SELECT person.school_id, uuidv7(), session_id, teacher_id, 'passed', '2020-09-20', 8, 2020
  FROM person JOIN held ON held.school_id = person.school_id AND (held.n + person.n) % 2 = 0;

CREATE TEMPORARY TABLE earned ON COMMIT DROP AS
SELECT school_id, teacher_id, uuidv7() AS award_id, 2019 + k % 2 AS year, k,
       CASE WHEN k % 4 = 0 THEN 'school_based' ELSE 'short' END AS category,
       CASE WHEN k = 7 THEN 'provisional' ELSE 'confirmed' END AS account, 6 + (no + k) % 5 AS credits,
       TIMESTAMPTZ '2019-10-01 04:00Z' + k % 2 * INTERVAL '1 year' + k * INTERVAL '30 days' AS earned_at
  FROM person, generate_series(0, 7) AS k;

INSERT INTO credit_award (school_id, id, teacher_id, title, category, school_year, cycle_year, hours, credits,
                          state, earned_at, reasons)
SELECT school_id, award_id, teacher_id, '初中学科课例研讨第' || k || '次', category, year, 2016, credits, credits,
       account, earned_at, '[]'
  FROM earned;

INSERT INTO credit_entry (school_id, id, teacher_id, award_id, school_year, category, title, account, kind, credits,
                          hours, account_id, earned_at, entered_at)
SELECT school_id, uuidv7(), teacher_id, award_id, year, category, '初中学科课例研讨第' || k || '次', account,
       CASE account WHEN 'confirmed' THEN 'confirm' ELSE 'award' END, credits, credits, teacher_id, earned_at, earned_at
  FROM earned;

INSERT INTO credit_standing (school_id, id, teacher_id, school_year, confirmed, provisional, planned,
                             school_based_confirmed, school_based_provisional, long_courses)
SELECT school_id, uuidv7(), teacher_id, year, coalesce(sum(credits) FILTER (WHERE account = 'confirmed'), 0),
       coalesce(sum(credits) FILTER (WHERE account = 'provisional'), 0), 0,
       coalesce(sum(credits) FILTER (WHERE account = 'confirmed' AND category = 'school_based'), 0),
       coalesce(sum(credits) FILTER (WHERE account = 'provisional' AND category = 'school_based'), 0), 0
  FROM earned
 GROUP BY school_id, teacher_id, year;
