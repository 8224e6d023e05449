-- Tasks under monitoring (Reg. 08-QC/TW) and the opinions of citizens and businesses.
-- Text that is compared, ordered or searched by prefix is collate "C": the same order on every PostgreSQL.

create table task (
  id text collate "C" primary key,
  code text not null,
  title text not null,
  description text not null,
  basis_id text collate "C" not null,
  basis_clause text not null,
  assigner text not null,
  lead_org_id text collate "C" not null,
  -- The register's path of the lead agency and of the co-agencies, kept in step with org_register.
  lead_path text collate "C" not null,
  co_org_ids text[] not null,
  co_paths text[] not null,
  responsible_id text collate "C" not null,
  responsible_name text not null,
  responsible_position text not null,
  assigned_on date not null,
  due_on date not null,
  original_due_on date not null,
  completed_on date,
  status text collate "C" not null,
  progress_pct integer not null,
  expected_product text not null,
  product_ids text[] not null,
  obstacles text,
  evaluation text,
  secrecy text not null,
  compartments text[] not null
);

create table task_indicator (
  task_id text collate "C" not null,
  position integer not null,
  name text not null,
  unit text not null,
  target double precision not null,
  actual double precision
);

create table progress_update (
  task_id text collate "C" not null,
  -- Counts the reports on a task, from 1.
  seq integer not null,
  at timestamptz not null,
  by_org_id text collate "C" not null,
  author_id text collate "C" not null,
  author_name text not null,
  progress_pct integer not null,
  note text not null
);

create table feedback_item (
  id text collate "C" primary key,
  kind text not null,
  submitter_kind text not null,
  submitter_name text not null,
  submitter_contact text not null,
  subject text not null,
  content text not null,
  resolution_id text collate "C",
  task_id text collate "C",
  received_on date not null,
  handled_by_id text collate "C" not null,
  -- The register's path of the handling agency, kept in step with org_register.
  handler_path text collate "C" not null,
  status text not null,
  reply text,
  public_reply text
);

-- Two thousand tasks at every size of the world: the indexes cost the load nothing that can be measured.
create index task_by_due on task (due_on, id);
create index task_by_lead_path on task (lead_path, due_on, id);
create index task_by_lead on task (lead_org_id, due_on, id);
create index task_by_basis on task (basis_id, due_on, id);
create index task_by_status on task (status, due_on, id);
create index task_by_responsible on task (responsible_id, due_on, id);
create index task_not_completed on task (due_on, id) where completed_on is null;
create index task_by_co_org on task using gin (co_org_ids);
create unique index task_indicator_key on task_indicator (task_id, position);
create unique index progress_update_key on progress_update (task_id, seq desc);
create index feedback_by_task on feedback_item (task_id, received_on desc, id);
create index feedback_by_handler on feedback_item (handled_by_id);
create index feedback_published on feedback_item (received_on desc, id) where public_reply is not null;
