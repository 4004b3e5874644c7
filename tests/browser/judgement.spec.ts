import { expect, test, type Page } from "@playwright/test";

import { open } from "./bring";

/** A foreign key without an index, two columns that pad, and a table of tenants. */
const schema = `
CREATE TABLE organizations (org_id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE meetings (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), org_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
  title text NOT NULL, label char(12) NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), UNIQUE (org_id, id));
CREATE TABLE recordings (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), org_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE,
  meeting_id uuid NOT NULL, place char(20) NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (org_id, meeting_id) REFERENCES meetings (org_id, id) ON DELETE CASCADE);
`;

async function opened(page: Page): Promise<void> {
  await page.goto("./");
  await open(page, "meetings.sql", schema);
  await expect(page.getByRole("group", { name: /^recordings,/ })).toBeVisible();
}

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill(name);
  await page.getByRole("option", { name }).first().click();
}

async function findings(page: Page) {
  await command(page, "Show findings");
  return page.getByRole("complementary", { name: "Findings" });
}

test("a fix is seen as a difference of SQL, and all safe ones are one undo step", async ({ page }) => {
  await opened(page);
  const panel = await findings(page);
  const unindexed = panel.getByRole("button", { name: /recordings.*has no index for its foreign key/ });
  await unindexed.first().click();
  const preview = panel.getByRole("img", { name: "What the fix changes in the SQL" });
  await expect(preview).toContainText("+CREATE INDEX idx_recordings_org_id_meeting_id");
  await unindexed.first().click();

  await panel.getByRole("button", { name: "Fix all safe ones" }).click();
  const dialog = page.getByRole("dialog", { name: "Fix all safe ones" });
  await expect(dialog.getByRole("status")).toContainText("as one undo step");
  await expect(dialog.getByRole("list")).toContainText("fk-unindexed");
  // A change of type may refuse rows, so it is not among them.
  await expect(dialog.getByRole("list")).not.toContainText("char-type");
  await expect(dialog.getByRole("region", { name: "Changes in the SQL" })).toContainText("CREATE INDEX");
  await dialog.getByRole("button", { name: /^Fix \d+ findings$/ }).click();
  await expect(dialog).toBeHidden();
  await expect(unindexed).toHaveCount(0);
  await expect(panel.getByRole("button", { name: /recordings\.place.*pads/ })).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(unindexed).toHaveCount(1);

  // All of one rule, seen first too.
  await panel.getByRole("button", { name: /recordings\.place.*pads/ }).click();
  await panel.getByRole("button", { name: /of this rule/ }).click();
  const all = page.getByRole("dialog", { name: "Fix all of char-type" });
  await expect(all.getByRole("region", { name: "Changes in the SQL" })).toContainText("varchar(20)");
  await all.getByRole("button", { name: /^Fix \d+ finding/ }).click();
  await expect(panel.getByRole("button", { name: /recordings\.place.*pads/ })).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(panel.getByRole("button", { name: /recordings\.place.*pads/ })).toHaveCount(1);
});

test("a stance and a severity are changed in the settings, and the findings follow", async ({ page }) => {
  await opened(page);
  await command(page, "Settings");
  const dialog = page.getByRole("dialog", { name: "Settings" });
  const standing = dialog.getByRole("status").filter({ hasText: "tenant-scoped" });
  const score = async () => (await standing.innerText()).trim();
  const before = await score();
  const stance = dialog.getByRole("combobox", { name: /Row security/ });
  await stance.focus();
  const others = dialog.getByRole("list", { name: "What Row security would change" });
  await expect(others).toContainText("2 findings vanish.");
  await expect(others).toContainText("Tables without it are an error");
  await stance.selectOption("off");
  await expect.poll(score).not.toBe(before);
  const off = await score();
  const warnings = (text: string) => Number(/(\d+) warnings?/.exec(text)?.[1] ?? 0);
  expect(warnings(before) - warnings(off)).toBe(2);

  // What no rule reads says how the migration is planned and whose files are written.
  await dialog.getByRole("combobox", { name: /migration\.mode/ }).focus();
  await expect(dialog.getByRole("list", { name: "What Migrations would change" })).toContainText(/migration/);
  await dialog.getByRole("combobox", { name: /tenant\.column/ }).focus();
  await expect(dialog.getByRole("list", { name: "What Name of the tenant column would change" })).toContainText(/appear|Nothing found/);

  await dialog.getByRole("textbox", { name: "Filter rules" }).fill("char-type");
  const severity = dialog.getByRole("combobox", { name: "Severity of char-type" });
  await severity.focus();
  await expect(dialog.getByText(/^As off: \d findings? vanish/)).toBeVisible();
  await severity.selectOption("error");
  await expect.poll(score).not.toBe(off);
  await expect(dialog.getByRole("button", { name: "Put char-type back" })).toHaveText("was warning");
  await dialog.getByRole("button", { name: "Put char-type back" }).click();
  await expect.poll(score).toBe(off);
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await command(page, "Settings");
  await expect.poll(score).toBe(before);
});

test("a migration written by hand is written again as it may run beside the application", async ({ page }) => {
  await opened(page);
  await command(page, "Check a migration");
  const dialog = page.getByRole("dialog", { name: "Check a migration" });
  const text = dialog.getByRole("textbox", { name: "SQL of the migration" });
  await text.fill("CREATE INDEX meetings_by_day ON meetings (org_id, created_at);");
  const findings = dialog.getByRole("region", { name: "Findings" });
  await expect(findings).toContainText("has an index built while writes wait");
  await dialog.getByRole("button", { name: "Write it again" }).click();
  await expect(dialog.getByText(/^Written again it mends/)).toContainText("mig-index-blocking");
  await dialog.getByRole("button", { name: "Use what is written again" }).click();
  await expect(text).toHaveValue(/CREATE INDEX CONCURRENTLY meetings_by_day/);
  await expect(findings).not.toContainText("has an index built while writes wait");
});

test("a waiver holds to its last day, and is edited and taken back in the list", async ({ page }) => {
  await page.clock.setFixedTime(new Date("2026-05-04T10:00:00Z"));
  await opened(page);
  let panel = await findings(page);
  const pads = () => panel.getByRole("button", { name: /recordings\.place.*pads/ });
  await pads().click();
  await panel.getByRole("button", { name: "Waive…" }).click();
  const dialog = page.getByRole("dialog", { name: "Waive a finding" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Read by a machine that pads.");
  await dialog.getByRole("textbox", { name: "Author" }).fill("Ann");
  await dialog.getByLabel("Holds until").fill("2026-06-30");
  await dialog.getByRole("button", { name: "Waive", exact: true }).click();
  await expect(pads()).toHaveCount(0);
  await panel.getByRole("button", { name: /^Waived/ }).click();
  const waiver = panel.getByRole("region", { name: /^Waiver of char-type/ });
  await expect(waiver).toContainText("Read by a machine that pads. (Ann, until 2026-06-30)");
  await expect(waiver).toContainText("accepts 1 finding");
  await waiver.getByRole("button", { name: "Edit the waiver…" }).click();
  const edit = page.getByRole("dialog", { name: "Edit a waiver" });
  await edit.getByLabel("Holds until").fill("2026-05-31");
  await edit.getByRole("button", { name: "Save" }).click();
  await expect(waiver).toContainText("until 2026-05-31");
  // Kept within a second.
  await page.waitForTimeout(1500);

  // The day after, it accepts nothing and says so.
  await page.clock.setFixedTime(new Date("2026-06-01T10:00:00Z"));
  await page.reload();
  await expect(page.getByRole("group", { name: /^recordings,/ })).toBeVisible();
  panel = await findings(page);
  await expect(pads()).toHaveCount(1);
  await expect(panel).toContainText("1 waiver expired");
  await panel.getByRole("button", { name: /^Waived/ }).click();
  const expired = panel.getByRole("region", { name: /^Waiver of char-type/ });
  await expect(expired).toContainText("expired");
  await expired.getByRole("button", { name: "Take back the waiver" }).click();
  await expect(panel).toContainText("Nothing is waived.");
});
