import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Download, type Page } from "@playwright/test";
import { banner, card } from "./bring";

/** What axe calls serious or critical on the page as it stands, by rule and place. */
async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}`));
}

const text = async (download: Download): Promise<string> => readFileSync(await download.path(), "utf8");

async function sample(page: Page): Promise<void> {
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await expect(card(page, "meetings")).toBeVisible();
}

/** Makes what is drawn a proposal. */
async function propose(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Make what is drawn a proposal" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "Author" }).fill("Mira Okafor");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
}

/** Two proposals: the sample as it is, and one without a table of it. */
async function twoProposals(page: Page): Promise<void> {
  await page.keyboard.press("Alt+6");
  await expect(page.getByRole("heading", { name: "Which way should the schema go?" })).toBeVisible();
  await page.getByRole("button", { name: "Make what is drawn a proposal" }).click();
  await propose(page, "As it is");
  await page.getByRole("button", { name: "More for proposals" }).click();
  await page.getByRole("menuitem", { name: "New proposal…" }).click();
  await propose(page, "Without recordings");
  await page.keyboard.press("Alt+1");
  await card(page, "recordings").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("Delete");
  await expect(card(page, "recordings")).toBeHidden();
}

test("two proposals are scored, remarked on, frozen, compared and exported", async ({ page }) => {
  test.setTimeout(180_000);
  await sample(page);
  await twoProposals(page);

  // The proposal that is drawn is named at the top, and another is drawn from there.
  await banner(page).getByRole("button", { name: "Proposal Without recordings" }).click();
  await page.getByRole("menuitem", { name: "As it is" }).click();
  await expect(card(page, "recordings")).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(card(page, "recordings")).toBeHidden();

  // Side by side.
  await page.keyboard.press("Alt+6");
  const view = page.getByRole("main", { name: "Review" });
  const first = view.getByRole("region", { name: "Proposal A: As it is" });
  const second = view.getByRole("region", { name: "Proposal B: Without recordings" });
  await expect(first).toContainText("0 objects");
  await expect(second.getByRole("button", { name: "Remark on recordings" })).toBeVisible();
  await expect(second).toContainText("lossy step");
  await expect(view.getByRole("region", { name: "Where they differ" })).toContainText("recordings");

  await view.getByRole("button", { name: "Show all on canvas" }).click();
  await expect(page.getByRole("group", { name: "Changes against the base" })).toBeVisible();
  await page.getByRole("button", { name: "Hide the changes" }).click();
  await page.keyboard.press("Alt+6");

  // A score without a reason is refused, and says so beside the field.
  await second.getByRole("button", { name: "Score B" }).click();
  const dialog = page.getByRole("dialog", { name: "Score Without recordings" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Ines Prado");
  await dialog.getByRole("combobox", { name: "Role" }).fill("Operations");
  const score = dialog.getByRole("textbox", { name: "Score for Migration impact" });
  await score.fill("64");
  await dialog.getByRole("button", { name: "Give scores" }).click();
  await expect(dialog.getByText("A score carries its reason.")).toBeVisible();
  await expect(score).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: "Reason for Migration impact" }).fill("Rows are lost & nobody asked <b>.");
  await dialog.getByRole("button", { name: "Give scores" }).click();
  await expect(dialog).toBeHidden();
  const cards = view.getByRole("region", { name: "Scorecards" });
  await expect(cards.getByRole("row", { name: /Ines Prado/ })).toContainText("Rows are lost & nobody asked <b>.");
  await expect(cards.getByRole("button", { name: "Score as Operations" })).toBeVisible();

  // A remark is pinned to the table that goes, answered and resolved.
  const remarks = page.getByRole("complementary", { name: "Remarks" });
  await second.getByRole("button", { name: "Remark on recordings" }).click();
  await remarks.getByRole("textbox", { name: "Remark", exact: true }).fill("Keep them a year.");
  await remarks.getByRole("button", { name: "Pin" }).click();
  const remark = remarks.getByRole("article", { name: "Remark 1 on recordings" });
  await expect(remark).toContainText("Keep them a year.");
  await expect(remark).toContainText("Ines Prado");
  await remark.getByRole("button", { name: "Reply" }).click();
  await remark.getByRole("textbox", { name: "Answer" }).fill("Agreed.");
  await remark.getByRole("button", { name: "Send" }).click();
  await expect(remark).toContainText("Agreed.");
  await remark.getByRole("button", { name: "Resolve" }).click();
  await expect(remarks.getByText("No open remarks.")).toBeVisible();
  await remarks.getByRole("button", { name: /^Resolved/ }).click();
  await expect(remark).toContainText("Resolved by Ines Prado");

  // What names nothing is refused.
  await remarks.getByRole("combobox", { name: "Pinned to a table, column or step" }).fill("nowhere");
  await remarks.getByRole("textbox", { name: "Remark", exact: true }).fill("x");
  await remarks.getByRole("button", { name: "Pin" }).click();
  await expect(remarks.getByText("no table, column or step named nowhere")).toBeVisible();

  // The evidence: what was computed is said, what only a person can tell is ticked by hand.
  await view.getByRole("button", { name: /^Evidence \d+ of 12/ }).click();
  const evidence = page.getByRole("dialog", { name: "Evidence" });
  await evidence.getByRole("checkbox", { name: "Backup/restore tested quarterly" }).check();
  await expect(evidence.getByText("Ticked by Ines Prado.")).toBeVisible();
  await page.keyboard.press("Escape");

  // Closing the round keeps the scores; the next begins empty.
  await page.getByRole("button", { name: "Close round" }).click();
  const rounds = page.getByRole("complementary", { name: "Rounds and position" });
  await expect(rounds.getByRole("button", { name: /Round 2/ })).toHaveAttribute("aria-pressed", "true");
  await expect(cards.getByRole("row", { name: /Ines Prado/ })).toBeHidden();
  await rounds.getByRole("button", { name: /Round 1/ }).click();
  await expect(cards.getByRole("row", { name: /Ines Prado/ })).toBeVisible();
  await rounds.getByRole("button", { name: /Round 2/ }).click();

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await serious(page), colorScheme).toEqual([]);
  }

  // Report and YAML.
  await view.getByRole("button", { name: "Export review" }).click();
  const exporting = page.getByRole("dialog", { name: "Export review" });
  const download = async (name: string): Promise<string> => {
    const waiting = page.waitForEvent("download");
    await exporting.getByRole("button", { name: `Download ${name}` }).click();
    return text(await waiting);
  };
  const report = await download("Review report, Markdown");
  expect(report).toContain("## B: Without recordings");
  expect(report).toContain("Keep them a year.");
  expect(await download("Review report, HTML")).not.toContain("<b>.");
  expect(await download("Position card and database plan, YAML")).toMatch(/^---\n# As it is\nposition_card:\n {2}role: Operations\n/);
  await page.keyboard.press("Escape");

  // All of it is stored.
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(card(page, "meetings")).toBeVisible();
  await page.keyboard.press("Alt+6");
  await expect(rounds.getByRole("button", { name: /Round 2/ })).toBeVisible();
});

test("a link carries a proposal, and what others said of it comes back by merging", async ({ page, context }) => {
  test.setTimeout(180_000);
  await sample(page);
  await twoProposals(page);
  await banner(page).getByRole("button", { name: "Proposal Without recordings" }).click();
  await page.getByRole("menuitem", { name: "Share it…" }).click();
  const share = page.getByRole("dialog", { name: "Share Without recordings" });
  const link = await share.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link.length).toBeLessThan(32_200);
  await page.keyboard.press("Escape");

  // Somebody else opens it: what it holds is told first, and it becomes a document of its own.
  const other = await context.newPage();
  await other.goto(link);
  const shared = other.getByRole("dialog", { name: "A proposal was shared with you" });
  await expect(shared).toContainText("Without recordings");
  await expect(shared).toContainText("Proposed by Mira Okafor");
  await shared.getByRole("button", { name: "Open as a new document" }).click();
  await expect(card(other, "meetings")).toBeVisible();
  await expect(card(other, "recordings")).toBeHidden();
  expect(new URL(other.url()).hash).toBe("");

  // They score it and send their file.
  await other.keyboard.press("Alt+6");
  await other.getByRole("button", { name: "Score A" }).click();
  const dialog = other.getByRole("dialog", { name: "Score Without recordings" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Jonas Weber");
  await dialog.getByRole("textbox", { name: "Score for Multi-tenancy" }).fill("45");
  await dialog.getByRole("textbox", { name: "Reason for Multi-tenancy" }).fill("Recordings are readable.");
  await dialog.getByRole("button", { name: "Give scores" }).click();
  await expect(dialog).toBeHidden();
  const saving = other.waitForEvent("download");
  await other.keyboard.press("Control+s");
  const file = { name: "jonas.cadastre.json", mimeType: "application/json", buffer: Buffer.from(await text(await saving)) };
  await other.close();

  // Their scores come in once, however often the file does.
  await page.keyboard.press("Alt+6");
  for (const said of ["1 score, by Jonas Weber.", "Everything in it is here already."]) {
    await page.getByRole("button", { name: "More for proposals" }).click();
    await page.getByRole("menuitem", { name: "Merge reviews from files…" }).click();
    const merging = page.getByRole("dialog", { name: "Merge reviews from files" });
    const chooser = page.waitForEvent("filechooser");
    await merging.getByRole("button", { name: "Choose files…" }).click();
    await (await chooser).setFiles([file]);
    await expect(merging.getByText(said)).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await expect(page.getByRole("row", { name: /Jonas Weber/ })).toContainText("Recordings are readable.");

  // A file of something else, and a broken link, are told.
  await page.getByRole("button", { name: "More for proposals" }).click();
  await page.getByRole("menuitem", { name: "Merge reviews from files…" }).click();
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files…" }).click();
  await (await chooser).setFiles([{ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") }]);
  await expect(page.getByText("not a Cadastre document")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.evaluate(`location.hash = ${JSON.stringify(new URL(link).hash.slice(0, -40))}`);
  await expect(page.getByRole("dialog", { name: "This link cannot be opened" })).toContainText("This link is damaged");
});
