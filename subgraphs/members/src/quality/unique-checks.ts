import { bitOf } from './catalogue.js';

/** Records that share a number of twelve digits, and whether another of them has the same day of birth or another one. */
const SHARED = `
  select id, bool_or(same) as twice, bool_or(not same) as shared from (
    select a.id, a.date_of_birth = b.date_of_birth as same
    from member a join member b on b.national_id = a.national_id and b.id <> a.id
    where a.national_id in (
      select national_id from member where national_id ~ '^[0-9]{12}$' group by national_id having count(*) > 1
    )
  ) pair group by id`;

/**
 * Q09: the same number and day of birth are one person, entered twice. Q08: the same number and another day of birth are
 * two. One statement over all records, which needs the index on `national_id`; `$1` is when it was found.
 */
export const UNIQUE_CHECKS = `
  with found as materialized (${SHARED}),
  marked as (
    update member m set checks_failed = checks_failed
      | case when twice then ${bitOf('Q09')} else 0 end | case when shared then ${bitOf('Q08')} else 0 end
    from found where found.id = m.id
  )
  insert into quality_issue (member_id, code, field, detected_at)
  select id, 'Q08', 'nationalId', $1::timestamptz from found where shared
  union all select id, 'Q09', 'id', $1::timestamptz from found where twice`;
