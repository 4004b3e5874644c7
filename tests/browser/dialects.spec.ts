import { expect, test, type Page } from "@playwright/test";
import { bring, card, open } from "./bring";

const MYSQL = `
CREATE TABLE \`orgs\` (
  \`id\` int unsigned NOT NULL AUTO_INCREMENT,
  \`name\` varchar(80) NOT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB;
CREATE TABLE \`bookings\` (
  \`id\` bigint unsigned NOT NULL AUTO_INCREMENT,
  \`org_id\` int unsigned NOT NULL,
  \`state\` enum('new','paid') NOT NULL DEFAULT 'new',
  \`at\` datetime(3) NOT NULL,
  \`label\` varchar(40) DEFAULT NULL,
  PRIMARY KEY (\`id\`),
  FULLTEXT KEY \`words\` (\`label\`),
  CONSTRAINT \`bookings_org\` FOREIGN KEY (\`org_id\`) REFERENCES \`orgs\` (\`id\`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE PROCEDURE forget() DELETE FROM bookings;
`;

const SQLITE = `
PRAGMA foreign_keys = ON;
CREATE TABLE orgs (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE);
CREATE TABLE bookings (id INTEGER PRIMARY KEY, org_id INTEGER NOT NULL REFERENCES orgs (id) ON DELETE CASCADE, at DATETIME, price MONEYISH) STRICT;
CREATE VIRTUAL TABLE words USING fts5(body);
`;

const status = (page: Page) => page.getByRole("contentinfo");

async function chosenFile(page: Page, name: string) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("option", { name: new RegExp(name.replace(".", "\\.")) }).click();
  return { dialog, losses: dialog.getByRole("list", { name: "What is left out or held otherwise" }) };
}

test("a MySQL dump shows MySQL's types, its findings, and what other databases would lose", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("./");
  await bring(page, "bookings.sql", MYSQL);
  await expect(page.getByRole("main", { name: "Import" })).toContainText(/MySQL/);
  await page.getByRole("button", { name: "Open as a new document" }).click();
  await expect(status(page)).toContainText("MySQL");
  for (const type of ["bigint unsigned", "enum('new','paid')", "datetime(3)", "varchar(40)"]) {
    await expect(card(page, "bookings")).toContainText(type);
  }
  await expect(card(page, "bookings")).not.toContainText("timestamp(3)");

  // The type is chosen in MySQL's words, in the inspector as on the card.
  await card(page, "bookings").click({ position: { x: 60, y: 16 } });
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  const type = inspector.getByRole("combobox", { name: "Type of label" });
  await expect(type).toHaveValue("varchar(40)");
  await type.fill("mediumtext");
  await type.press("Enter");
  await expect(card(page, "bookings")).toContainText("mediumtext");

  // Rules that are PostgreSQL's own do not fire, the others do.
  await page.getByRole("button", { name: /^\d+ errors?,/ }).click();
  const findings = page.getByRole("complementary", { name: "Findings" });
  await expect(findings).toContainText("bookings");
  await expect(findings).not.toContainText(/row.security/i);
  await findings.getByRole("button", { name: "Close findings" }).click();

  // What would be lost is listed before the download, object by object.
  await page.keyboard.press("Control+e");
  let { losses } = await chosenFile(page, "mysql.sql");
  await expect(losses).toHaveCount(0);
  ({ losses } = await chosenFile(page, "init.sql"));
  await expect(losses).toContainText("procedure forget");
  await expect(losses).toContainText("words");
  ({ losses } = await chosenFile(page, "sqlite.sql"));
  await expect(losses).toContainText("procedure forget");
});

test("a SQLite schema is read as such, and the database is a setting", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("./");
  await open(page, "bookings.sql", SQLITE);
  await expect(status(page)).toContainText("SQLite");
  await expect(card(page, "bookings")).toContainText("MONEYISH");
  await expect(card(page, "bookings")).toContainText("DATETIME");
  await expect(page.getByRole("treeitem").filter({ hasText: "words" })).toContainText("virtual table");

  await page.keyboard.press("Control+,");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("combobox", { name: "Database" }).selectOption({ label: "PostgreSQL" });
  await settings.getByRole("button", { name: "Close" }).last().click();
  await expect(status(page)).toContainText("PostgreSQL");
  await expect(card(page, "bookings")).toContainText("numeric");
  await expect(card(page, "bookings")).not.toContainText("MONEYISH");
  await page.getByRole("application", { name: "Drawing" }).focus();
  await page.keyboard.press("Control+z");
  await expect(status(page)).toContainText("SQLite");
  await expect(card(page, "bookings")).toContainText("MONEYISH");
});
