CREATE TABLE "Order" (
    "User" int,
    "select" text NOT NULL DEFAULT 'it''s',
    "naïve 💥" int CHECK ("naïve 💥" > 0),
    CONSTRAINT "Order""key" PRIMARY KEY ("User")
);
CREATE INDEX "Order_Idx" ON "Order" ("select", "User");
