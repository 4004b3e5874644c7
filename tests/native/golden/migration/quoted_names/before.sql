CREATE TABLE "Order" ("User" int, "select" text, CONSTRAINT "Order""key" PRIMARY KEY ("User"));
