CREATE TABLE articles (
    id int PRIMARY KEY,
    title varchar(40) NOT NULL DEFAULT 'untitled',
    price numeric(8,2),
    hits int DEFAULT 0
);
CREATE INDEX articles_title_idx ON articles (title);
CREATE INDEX articles_popular_idx ON articles (hits) WHERE hits > 100;
