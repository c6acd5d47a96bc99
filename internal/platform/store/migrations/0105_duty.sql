-- +goose Up

-- By whose act a report of something outside the law, or a duty on which somebody's liberty hangs, is owed: he does not say
-- himself that it was done. '' for all others, and where it was not kept.
alter table duty_duty add column opened_by text not null default '';
