import { expect, test, type Page } from "@playwright/test";
import { card, open } from "./bring";

/** Opens the sample and waits until everything that edits is here. */
async function sample(page: Page): Promise<void> {
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await expect(card(page, "meetings")).toBeVisible();
  await page.getByRole("button", { name: /^Score/ }).waitFor();
}

async function box(page: Page, table: string) {
  const found = await card(page, table).boundingBox();
  if (!found) throw new Error(`${table} is not drawn`);
  return found;
}

/** Presses on a card's header and moves in steps; the button stays down. */
async function drag(page: Page, table: string, dx: number, dy: number): Promise<void> {
  const from = await box(page, table);
  await page.mouse.move(from.x + 60, from.y + 10);
  await page.mouse.down();
  for (let step = 1; step <= 5; step++) await page.mouse.move(from.x + 60 + (dx * step) / 5, from.y + 10 + (dy * step) / 5);
}

test("a dragged card lines up with its neighbours, wakes no other card, and Escape puts it back", async ({ page }) => {
  await sample(page);
  await page.keyboard.press("Shift+0");
  const target = await box(page, "organizations");
  const moved = await box(page, "meetings");
  await page.evaluate(() => {
    const counted = new Set<string>();
    Object.assign(window, { counted });
    new MutationObserver((changes) => {
      for (const change of changes) {
        const card = (change.target as Element).closest?.(".card");
        if (card) counted.add(card.getAttribute("aria-label")?.split(",")[0] ?? "");
      }
    }).observe(document.querySelector(".world")!, { attributes: true, childList: true, subtree: true, characterData: true });
  });
  await drag(page, "meetings", target.x - moved.x + 3, 160);
  await expect(page.locator(".guide").first()).toBeVisible();
  const aligned = await box(page, "meetings");
  expect(Math.abs(aligned.x - target.x)).toBeLessThan(1);
  await page.mouse.up();
  await expect(page.locator(".guide")).toHaveCount(0);
  const counted = await page.evaluate(() => [...(window as unknown as { counted: Set<string> }).counted]);
  expect(counted, "moving one table wakes one card").toEqual(["meetings"]);
  await page.keyboard.press("Control+z");
  await expect.poll(async () => Math.round((await box(page, "meetings")).x)).toBe(Math.round(moved.x));
  await drag(page, "meetings", 200, 100);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  expect(Math.round((await box(page, "meetings")).x)).toBe(Math.round(moved.x));
});

test("tables are copied as SQL and pasted into another document", async ({ page }) => {
  await sample(page);
  await card(page, "meetings").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("Control+c");
  await expect(page.getByText("1 object copied").first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("CREATE TABLE meetings");
  await page.keyboard.press("Control+v");
  await expect(card(page, "meetings_copy")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(card(page, "meetings_copy")).toHaveCount(0);
  await open(page, "other.sql", "CREATE TABLE plans (id bigint PRIMARY KEY);");
  await expect(card(page, "plans")).toBeVisible();
  await page.locator("#canvas").focus();
  await page.keyboard.press("Control+v");
  await expect(card(page, "meetings")).toBeVisible();
  await expect(page.getByText(/left out: the tables they lead to are not here/).first()).toBeVisible();
  await page.evaluate(() => navigator.clipboard.writeText("CREATE TABLE invoices (id bigint PRIMARY KEY, plan bigint REFERENCES plans (id));"));
  await page.locator("#canvas").focus();
  await page.keyboard.press("Control+v");
  await expect(card(page, "invoices")).toBeVisible();
});

test("a row's type and null are edited on the card, and rows are carried to another place", async ({ page }) => {
  await sample(page);
  await page.keyboard.press("Shift+0");
  const row = (name: string) => card(page, "meetings").locator(".row", { has: page.locator(".n", { hasText: new RegExp(`^${name}$`) }) });
  await row("title").locator(".ty").dblclick();
  const field = page.getByRole("textbox", { name: "Column type" });
  await field.fill("varchar(80)");
  await field.press("Enter");
  await expect(row("title").locator(".ty")).toHaveText("varchar(80)");
  const before = await row("title").getAttribute("data-null");
  await row("title").click();
  await page.keyboard.press("Shift+N");
  await expect(row("title")).not.toHaveAttribute("data-null", before ?? "");
  const names = () => card(page, "meetings").locator(".row .n").allTextContents();
  const order = await names();
  const from = await row("title").boundingBox();
  if (!from) throw new Error("no row");
  await page.mouse.move(from.x + 50, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x + 50, from.y - 20, { steps: 4 });
  await expect(page.locator(".guide.is-slot")).toBeVisible();
  await page.mouse.move(from.x + 50, from.y - 30, { steps: 4 });
  await page.mouse.up();
  const at = order.indexOf("title");
  expect((await names()).indexOf("title")).toBe(at - 1);
  await page.keyboard.press("Alt+ArrowDown");
  expect(await names()).toEqual(order);
});

test("focus, hiding and saved views show less and bring it back", async ({ page }) => {
  await sample(page);
  const all = await page.locator(".world > .card").count();
  await card(page, "recordings").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("f");
  await expect(page.getByRole("group", { name: "What is shown" })).toContainText("1 step");
  await expect(page.locator(".world > .card.is-dim").first()).toBeVisible();
  await page.keyboard.press("Shift+F");
  expect(await page.locator(".world > .card").count()).toBeLessThan(all);
  await page.keyboard.press("Shift+V");
  await page.getByRole("textbox", { name: "Name of the view" }).fill("Recordings");
  await page.getByRole("button", { name: "Save this view" }).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  await expect(page.locator(".world > .card")).toHaveCount(all);
  await card(page, "meetings").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("Shift+H");
  await expect(card(page, "meetings")).toHaveCount(0);
  await page.getByRole("button", { name: "Show all", exact: true }).click();
  await expect(card(page, "meetings")).toBeVisible();
  await page.keyboard.press("Shift+V");
  await page.getByRole("dialog", { name: "Saved views" }).getByRole("button", { name: "Show", exact: true }).click();
  await expect.poll(() => page.locator(".world > .card").count()).toBeLessThan(all);
});

test("the keyboard walks cards, rows and relationships, and the live region tells", async ({ page }) => {
  await sample(page);
  const told = page.locator("[aria-live=polite]");
  await card(page, "participants").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("Enter");
  await expect(told).toContainText("participants.");
  const rows = await card(page, "participants").locator(".row .n").allTextContents();
  for (let row = 0; row < rows.indexOf("meeting_id"); row++) await page.keyboard.press("ArrowDown");
  await expect(told).toContainText("participants.meeting_id");
  await page.keyboard.press("ArrowRight");
  await expect(told).toContainText("relationship from participants.meeting_id to meetings.id");
  await page.keyboard.press("ArrowRight");
  await expect(told).toContainText("meetings.id");
  await page.keyboard.press("Escape");
  await expect(told).toContainText("meetings");
  // What is typed right behind the key is the name.
  await page.keyboard.press("F2");
  await page.keyboard.type("gatherings");
  await page.keyboard.press("Enter");
  await expect(told).toContainText("Rename table meetings to gatherings");
});

test("every kind of object has a grid that is edited in place", async ({ page }) => {
  await sample(page);
  await page.keyboard.press("Alt+7");
  const grid = page.getByRole("grid", { name: "Columns" });
  await expect(grid).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter objects" }).fill("slug");
  await grid.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const field = grid.getByRole("textbox", { name: "Name" });
  await field.fill("handle");
  await field.press("Enter");
  await page.getByRole("searchbox", { name: "Filter objects" }).fill("handle");
  await expect(grid.getByRole("button", { name: "handle", exact: true })).toBeVisible();
  const kinds = await page.getByRole("combobox", { name: "Kind of object" }).locator("option").allTextContents();
  expect(kinds.length).toBe(19);
  await page.getByRole("searchbox", { name: "Filter objects" }).fill("");
  for (const [value, words] of kinds.entries()) {
    await page.getByRole("combobox", { name: "Kind of object" }).selectOption(String(value));
    const count = Number(/\((\d+)\)/.exec(words)?.[1] ?? "0");
    await expect(page.getByText(`${count} object${count === 1 ? "" : "s"}`, { exact: true })).toBeVisible();
  }
});

test("menus open on what they were asked for, by pointer and by key", async ({ page }) => {
  await sample(page);
  await card(page, "meetings").click({ button: "right", position: { x: 60, y: 16 } });
  await page.getByRole("menu", { name: "Table" }).getByRole("menuitem", { name: /Show keys only/ }).click();
  await expect(card(page, "meetings").locator(".row[data-key]").first()).toBeVisible();
  await expect(card(page, "meetings").locator(".row:not([data-key])")).toHaveCount(0);
  await page.getByRole("treeitem", { name: /users/ }).first().click({ button: "right" });
  await expect(page.getByRole("menu", { name: "Table" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.locator("#canvas").click({ button: "right", position: { x: 8, y: 400 } });
  await expect(page.getByRole("menu", { name: "Canvas" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+a");
  await card(page, "users").click({ button: "right", position: { x: 60, y: 16 } });
  await page.getByRole("menuitem", { name: /Align left edges/ }).click();
  const left = await page.locator(".world > .card").evaluateAll((cards) => new Set(cards.map((one) => Math.round(one.getBoundingClientRect().left))).size);
  expect(left).toBe(1);
});

test("open borders between tenants are drawn and counted", async ({ page }) => {
  await sample(page);
  await page.keyboard.press("b");
  await expect(page.getByRole("group", { name: "What is shown" })).toContainText(/border|leak path/);
  await expect(page.locator(".openborder").first()).toBeVisible();
  await page.keyboard.press("b");
  await expect(page.locator(".openborder")).toHaveCount(0);
});

test.describe("by touch", () => {
  test.use({ hasTouch: true, viewport: { width: 1180, height: 820 } });

  test("a finger pans, taps select, a selected card is dragged, two zoom, a long press opens the menu", async ({ page, context }) => {
    await sample(page);
    const client = await context.newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...points: [number, number][]) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const zoomed = () => page.locator(".zv").textContent();
    const start = await box(page, "meetings");
    const on: [number, number] = [start.x + 60, start.y + 10];

    await touch("touchStart", on);
    await touch("touchMove", [on[0] + 40, on[1] + 30]);
    await touch("touchMove", [on[0] + 80, on[1] + 60]);
    await touch("touchEnd");
    const panned = await box(page, "meetings");
    expect(Math.round(panned.x - start.x), "what is not selected pans").toBe(80);

    const tap: [number, number] = [panned.x + 60, panned.y + 10];
    await touch("touchStart", tap);
    await touch("touchEnd");
    await expect(card(page, "meetings")).toHaveClass(/is-selected/);
    const others = await box(page, "users");
    await touch("touchStart", tap);
    for (let step = 1; step <= 4; step++) await touch("touchMove", [tap[0] + step * 20, tap[1]]);
    await touch("touchEnd");
    expect((await box(page, "meetings")).x).toBeGreaterThan(panned.x + 40);
    expect(Math.round((await box(page, "users")).x)).toBe(Math.round(others.x));

    const before = await zoomed();
    await touch("touchStart", [500, 400], [600, 400]);
    await touch("touchMove", [450, 400], [650, 400]);
    await touch("touchMove", [400, 400], [700, 400]);
    await touch("touchEnd");
    expect(await zoomed()).not.toBe(before);

    await page.keyboard.press("Shift+1");
    const place = await box(page, "meetings");
    await touch("touchStart", [place.x + 60, place.y + 10]);
    await expect(page.getByRole("menu", { name: "Table" })).toBeVisible();
    await touch("touchEnd");
    await expect(page.getByRole("menu", { name: "Table" })).toBeVisible();
  });
});
