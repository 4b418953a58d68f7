-- What many.sql stands on, for one connection.

CREATE FUNCTION pg_temp.an_id(at timestamptz, seed bigint, what text, n int) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT overlay(overlay(md5(seed || ' ' || what || ' ' || n)
                           PLACING lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' FROM 1)
                   PLACING '8' FROM 17)::uuid  -- a UUIDv7 of that moment
$$;

CREATE FUNCTION pg_temp.lot(seed bigint, what text, n int, sides int) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT abs(hashint8extended(n, hashtextextended(what, seed)) % sides)::int  -- 0 to sides - 1
$$;

CREATE TEMPORARY TABLE here (
    school_id uuid, no int, teachers int, classes int,
    shift int,  -- teachers of a subject group who have lessons, and so how many classes on they have the next
    account_id uuid, seed bigint
);

CREATE TEMPORARY TABLE days (year int, day date, kind text, is_school_day boolean, note text);

CREATE TEMPORARY TABLE terms (year int, number int, starts_on date, ends_on date, first_monday date);

CREATE TEMPORARY TABLE rules (no_of int, key text, value text);

CREATE TEMPORARY TABLE kinds (kind text);

CREATE TEMPORARY TABLE subjects (no_of int, subject text, weekly int, first int);

CREATE TEMPORARY TABLE names (no_of int, name text, pinyin text, initials text);

CREATE TEMPORARY TABLE courses (
    no_of int, title text, provider text, kind text, credits numeric, year int, starts_at timestamptz
);

CREATE TEMPORARY TABLE woven (
    lesson_id uuid, teacher_id uuid, class_id uuid, subject text, weekday int, period_no int
) ON COMMIT DELETE ROWS;

CREATE TEMPORARY TABLE part (
    n int, course int, teacher_id uuid, enrolment_id uuid, award_id uuid, title text, kind text, credits numeric,
    year int, state text, confirmed boolean, at timestamptz, ended timestamptz
) ON COMMIT DELETE ROWS;

INSERT INTO subjects VALUES
    (0, '语文', 6, 0), (1, '数学', 5, 6), (2, '英语', 5, 11), (3, '科学', 4, 16),
    (4, '历史与社会', 3, 20), (5, '体育', 3, 23), (6, '音乐', 2, 26), (7, '信息技术', 1, 28);

INSERT INTO courses VALUES
    (1, '校本研修：生本课堂', '本校教科室', 'school_based', 10, 2019, '2019-10-16 00:00Z'),
    (2, '单元整体教学设计', '教师进修学校', 'short', 16, 2019, '2019-11-13 00:00Z'),
    (3, '师德师风专题网络研修', '教师进修学校', 'online', 10, 2019, '2020-03-11 00:00Z'),
    (4, '分层作业设计与实施', '教师进修学校', 'short', 8, 2019, '2020-04-15 00:00Z'),
    (5, '校本研修：试卷分析课', '本校教科室', 'school_based', 6, 2019, '2020-05-20 00:00Z'),
    (6, '信息技术应用能力提升', '教师进修学校', 'online', 15, 2020, '2020-10-14 00:00Z'),
    (7, '校本研修：心理健康教育课', '本校教科室', 'school_based', 6, 2020, '2020-11-18 00:00Z'),
    (8, '初中班主任工作艺术', '教师进修学校', 'short', 12, 2020, '2021-03-10 00:00Z'),
    (9, '项目化学习', '教师进修学校', 'short', 8, 2020, '2021-04-14 00:00Z'),
    (10, '课堂观察与诊断', '教师进修学校', 'short', 16, 2020, '2021-05-12 00:00Z'),
    (11, '命题研究', '教师进修学校', 'short', 8, 2020, '2021-06-23 00:00Z'),
    (12, '作业改革', '教师进修学校', 'short', 8, 2020, '2021-06-30 00:00Z');
