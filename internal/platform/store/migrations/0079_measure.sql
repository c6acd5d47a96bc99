-- +goose Up

-- Restraint and single management across people, for who watches over a facility: few among all facts.
create index measure_fact_held on measure_fact (person) where type in ('restraint', 'single');
