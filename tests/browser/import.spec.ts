import { expect, test, type Page } from "@playwright/test";
import { banner, bring, card } from "./bring";

async function openSample(page: Page): Promise<void> {
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await expect(card(page, "meetings")).toBeVisible();
}

test("an import merges into what is open, previewed, as one undo step", async ({ page }) => {
  await openSample(page);
  await bring(
    page,
    "next.sql",
    `CREATE TABLE plans (code text PRIMARY KEY, name text NOT NULL, seats_included integer);
     CREATE TABLE rooms (id uuid PRIMARY KEY, label text NOT NULL);`,
  );
  const goal = page.getByRole("region", { name: "Where it goes" });
  await goal.getByRole("radio", { name: /Merge into Meetings platform/ }).check();
  await expect(goal).toContainText("rooms");
  await expect(goal).toContainText("seats_included");
  await expect(goal).toContainText("Nothing that is drawn goes");
  await goal.getByRole("button", { name: "Merge" }).click();

  await expect(card(page, "rooms")).toBeAttached();
  await expect(page.getByRole("contentinfo")).toContainText("9 tables");
  await expect(banner(page)).toContainText("Meetings platform");
  await page.getByRole("application", { name: "Drawing" }).focus();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("contentinfo")).toContainText("8 tables");
});

test("what cannot be read is told, and what is open stays open", async ({ page }) => {
  test.setTimeout(120_000);
  await openSample(page);
  const told = async (words: RegExp) => {
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText(words);
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(card(page, "meetings")).toBeVisible();
  };
  await bring(page, "empty.sql", "");
  await told(/empty|nothing/i);
  await bring(page, "picture.sql", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 1, 2, 3]));
  await told(/not text|binary|picture/i);
  await bring(page, "cut.cadastre.json", '{"cadastre": 1, "title": "Cut');
  await told(/could not be read/i);
  await bring(page, "later.cadastre.json", '{"cadastre": 9999, "title": "Later"}');
  await told(/newer Cadastre/);

  // A broken statement does not stop the rest; what it is stands at its place.
  await bring(page, "broken.sql", "CREATE TABLE whole (id int PRIMARY KEY);\nCREATE TABLE broken (id int,, PRIMARY);\nCREATE TABLE also_whole (id int PRIMARY KEY);");
  await expect(page.getByRole("button", { name: /1 not readable|not readable/ })).toBeVisible();
  await expect(page.getByRole("main", { name: "Import" })).toContainText("also_whole");
  await page.getByRole("button", { name: /^Cancel the import/ }).click();
  await expect(card(page, "meetings")).toBeVisible();
});

test("names with quotes, emoji and markup are shown as they are", async ({ page }) => {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto("./");
  const name = `a "b" 🦊 </script><img src=x onerror=alert(1)>`;
  await bring(page, "names.sql", `CREATE TABLE "${name.replaceAll('"', '""')}" (id bigint PRIMARY KEY, "<b>" text);`);
  await page.getByRole("button", { name: "Open as a new document" }).click();
  await expect(page.getByRole("contentinfo")).toContainText("1 table");
  await expect(page.getByRole("complementary").first()).toContainText(`</script><img src=x onerror=alert(1)>`);
  expect(await page.locator("img").count()).toBe(0);
  expect(dialogs).toEqual([]);
});

test("a long text is read in the worker, and is the same document", async ({ page }) => {
  await page.goto("./");
  const started = page.waitForEvent("worker");
  const tables = Array.from(
    { length: 100 },
    (_, at) => `CREATE TABLE t${at} (id int PRIMARY KEY, note text);\nCOMMENT ON TABLE t${at} IS '${"words ".repeat(700)}';\n`,
  );
  await bring(page, "long.sql", `${tables.join("")}CREATE TABLE broken (id int,, PRIMARY);\n`);
  await started;
  const report = page.getByRole("main", { name: "Import" });
  await expect(report).toContainText("200 of 201 statements understood");
  await page.getByRole("button", { name: "Open as a new document" }).click();
  await expect(page.getByRole("contentinfo")).toContainText("100 tables");
});
