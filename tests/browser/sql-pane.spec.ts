import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";

/** Opens the sample and the pane on the whole schema. */
async function open(page: Page): Promise<{ pane: Locator; text: Locator }> {
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await expect(page.getByRole("group", { name: /^meetings,/ })).toBeVisible();
  await page.getByRole("button", { name: /SQL beside the canvas/ }).click();
  const pane = page.getByRole("complementary", { name: "SQL" });
  await pane.getByRole("button", { name: "Whole schema" }).click();
  const text = pane.getByRole("textbox", { name: "SQL of the schema" });
  await expect(text).toBeVisible();
  return { pane, text };
}

/** Selects a stretch of the text with the editor's own search, which brings it into view: only what is in view is rendered. */
async function find(pane: Locator, words: string): Promise<void> {
  await pane.getByRole("button", { name: "Find and replace" }).click();
  const field = pane.getByRole("textbox", { name: "Find", exact: true });
  await field.press("Control+a");
  await field.pressSequentially(words);
  await field.press("Enter");
  await field.press("Escape");
}

/** Types over a stretch of the text. */
async function over(page: Page, pane: Locator, words: string, typed: string): Promise<void> {
  await find(pane, words);
  await page.keyboard.type(typed);
}

test("the drawing follows the text, and the text the drawing", async ({ page }) => {
  test.setTimeout(120_000);
  const refused: string[] = [];
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  const { pane, text } = await open(page);
  const meetings = page.getByRole("group", { name: /^meetings,/ });

  // A column typed into the text stands on its card; undo takes the run of typing back in one step.
  await over(page, pane, "starts_at timestamptz", "agenda text, starts_at timestamptz");
  await expect(meetings).toContainText("agenda");
  await expect(pane.getByText("The drawing follows")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(meetings).not.toContainText("agenda");
  await expect(text).not.toContainText("agenda");

  // A name changed where it is given is a rename everywhere.
  const place = await meetings.boundingBox();
  await over(page, pane, "CREATE TABLE meetings", "CREATE TABLE calls");
  const calls = page.getByRole("group", { name: /^calls,/ });
  await expect(calls).toBeVisible();
  expect((await calls.boundingBox())?.x).toBe(place?.x);
  await expect(pane.getByText("The drawing follows")).toBeVisible();
  await find(pane, "REFERENCES calls");
  await expect(text).toContainText("REFERENCES calls");

  // What cannot be read is marked, and the last good state stays.
  await over(page, pane, "starts_at timestamptz", "starts_at timestampz");
  await expect(pane.getByText("no such type").first()).toBeVisible();
  await expect(calls).toContainText("timestamptz");
  await pane.getByRole("button", { name: "use timestamptz" }).click();
  await expect(pane.getByText("The drawing follows")).toBeVisible();
  expect(refused).toEqual([]);
});

test("a removal that takes others along is asked, and the keyboard gets out", async ({ page }) => {
  test.setTimeout(120_000);
  const { pane, text } = await open(page);
  const users = page.getByRole("group", { name: /^users,/ });
  await expect(users).toBeVisible();
  await users.click({ position: { x: 60, y: 16 } });
  await pane.getByRole("button", { name: "users", exact: true }).click();
  await text.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(pane.getByText("This also removes")).toBeVisible();
  await expect(users).toBeVisible();
  await pane.getByRole("button", { name: "Keep", exact: true }).click();
  await expect(text).toContainText("CREATE TABLE users");

  // Names are offered where they fit.
  await page.keyboard.press("Control+End");
  await page.keyboard.type("CREATE INDEX ON users (em");
  await page.keyboard.press("Control+Space");
  await expect(pane.getByRole("option", { name: /email/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.type(";");
  await expect(pane.getByText("The drawing follows")).toBeVisible();

  // The first closes what is offered, if anything is.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest(".sqlhost") === null)).toBe(true);
  const found = await new AxeBuilder({ page }).include(".sqlpane").analyze();
  expect(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
});
