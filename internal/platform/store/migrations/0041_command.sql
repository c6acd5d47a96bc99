-- +goose Up

-- What the command said, as a keyed digest: the same key with something else to say is another command. '' for a
-- caller who tells nothing, such as a job.
alter table store_command add column said text not null default '';
