import { expect, test } from "@playwright/test";
import { card, open } from "./bring";

// One statement of each kind that is kept as written: what it is called in the explorer, and its SQL.
const KEPT: [kind: string, name: string, sql: string][] = [
  ["rule", "quiet", "CREATE RULE quiet AS ON INSERT TO t DO INSTEAD NOTHING"],
  ["event trigger", "guard", "CREATE EVENT TRIGGER guard ON ddl_command_end EXECUTE FUNCTION on_end()"],
  ["foreign data wrapper", "elsewhere", "CREATE FOREIGN DATA WRAPPER elsewhere"],
  ["server", "far", "CREATE SERVER far FOREIGN DATA WRAPPER elsewhere"],
  ["user mapping", "CURRENT_USER", "CREATE USER MAPPING FOR CURRENT_USER SERVER far"],
  ["foreign table", "remote", "CREATE FOREIGN TABLE remote (id int) SERVER far"],
  ["cast", "int AS mood", "CREATE CAST (int AS mood) WITH FUNCTION mood_of(int)"],
  ["operator", "+%", "CREATE OPERATOR +% (LEFTARG = int, RIGHTARG = text, FUNCTION = plus)"],
  ["operator class", "same_int", "CREATE OPERATOR CLASS same_int FOR TYPE int USING hash AS OPERATOR 1 ="],
  ["operator family", "loose", "CREATE OPERATOR FAMILY loose USING hash"],
  ["publication", "changes", "CREATE PUBLICATION changes FOR TABLE t"],
  ["subscription", "news", "CREATE SUBSCRIPTION news CONNECTION 'host=far' PUBLICATION changes"],
  ["language", "own", "CREATE LANGUAGE own HANDLER plpgsql_call_handler"],
  ["conversion", "to_latin", "CREATE CONVERSION to_latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1"],
  ["collation", "german", "CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de')"],
  ["text search configuration", "plain", "CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple)"],
  ["text search dictionary", "words", "CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple)"],
  ["access method", "heap_again", "CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler"],
  ["table", "copied", "CREATE TABLE copied AS SELECT 1 AS one"],
];

test("what is kept as written is listed by kind and name, edited, and becomes an object once it can be read", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("./");
  await open(page, "kept.sql", `CREATE TABLE t (id int PRIMARY KEY);\n${KEPT.map(([, , sql]) => `${sql};\n`).join("")}`);
  await expect(card(page, "t")).toBeVisible();
  const head = page.getByRole("treeitem").filter({ hasText: "Kept as written" });
  await expect(head).toContainText(String(KEPT.length));
  const line = (kind: string, name: string) =>
    page.getByRole("treeitem").filter({ hasText: name }).filter({ hasText: kind });
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  const statement = inspector.getByRole("textbox", { name: "Statement" });
  for (const [kind, name, sql] of KEPT) {
    await line(kind, name).first().click();
    await expect(statement).toHaveValue(sql);
  }

  // A text that cannot be read changes nothing and says where it breaks.
  await line("rule", "quiet").click();
  await statement.fill("CREATE RULE quiet AS ON INSERT TO t\nDO INSTEAD NOTIFY 'x");
  await statement.press("Control+Enter");
  await expect(page.getByText(/Line 2/).first()).toBeVisible();
  await statement.press("Escape");
  await expect(statement).toHaveValue(KEPT[0]![2]);

  // Another statement of a kind that is kept has its own kind and name.
  await statement.fill("CREATE PUBLICATION all_of_it FOR ALL TABLES;");
  await statement.press("Control+Enter");
  await expect(line("publication", "all_of_it")).toBeVisible();
  await expect(line("rule", "quiet")).toHaveCount(0);

  // What can be read becomes a table, which the inspector then shows; one undo brings the statement back.
  await line("table", "copied").last().click();
  await statement.fill("CREATE TABLE copied (one int REFERENCES t (id));");
  await statement.press("Control+Enter");
  await expect(card(page, "copied")).toBeVisible();
  await expect(head).toContainText(String(KEPT.length - 1));
  await expect(inspector.getByRole("textbox", { name: "Name" }).first()).toHaveValue("copied");
  await page.getByRole("application", { name: "Drawing" }).focus();
  await page.keyboard.press("Control+z");
  await expect(card(page, "copied")).toHaveCount(0);
  await expect(head).toContainText(String(KEPT.length));

  // All of it is exported.
  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("option", { name: /init\.sql/ }).click();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download this" }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const part of stream) text += part;
  for (const [, , sql] of KEPT.filter(([kind]) => kind !== "rule")) expect(text).toContain(`${sql};`);
});
