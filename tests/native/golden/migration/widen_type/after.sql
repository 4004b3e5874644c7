CREATE TABLE articles (
    id int PRIMARY KEY,
    title text NOT NULL DEFAULT 'untitled',
    price numeric(12,2),
    hits bigint DEFAULT 0
);
CREATE INDEX articles_title_idx ON articles (title);
CREATE INDEX articles_popular_idx ON articles (hits) WHERE hits > 100;
