-- +goose Up

-- Browsers at which an officer came in before (识别过的浏览器): digests of their tokens. Wrong guesses made there, and those
-- made elsewhere under his name, are counted apart, so that nobody who guesses keeps him from his own desk.
create table authn_browser (
    account text   not null references authn_account (id),
    browser bytea  not null,
    seen_at bigint not null,
    primary key (account, browser)
);
create index authn_browser_seen on authn_browser (seen_at);
