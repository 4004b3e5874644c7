import { expect, test } from "@playwright/test";

test("queries are pasted, judged, served by an index that is one click away, and edited", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await expect(page.getByRole("group", { name: /^meetings,/ })).toBeVisible();

  // Nothing is declared yet: the page says what queries are for.
  await page.keyboard.press("Alt+5");
  const view = page.getByRole("main", { name: "Queries" });
  await expect(view.getByRole("heading", { name: "Which queries does the application run?" })).toBeVisible();

  // A file of queries becomes rows with their verdicts.
  await view.getByRole("button", { name: "Paste queries" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Paste queries" });
  await dialog.getByRole("textbox", { name: "Queries" }).fill(
    "-- name: Meetings by title\n-- @freq 42 / s\nSELECT id FROM meetings WHERE org_id = $1 AND title = $2;\n" +
      "-- name: Anyone's recordings\nSELECT id FROM recordings WHERE id = $1;\n" +
      "-- name: Misspelt\nSELECT titel FROM meetings WHERE org_id = $1 AND id = $2;\n",
  );
  await expect(dialog.getByText("3 queries found")).toBeVisible();
  await dialog.getByRole("button", { name: /Add queries/ }).click();
  const served = view.getByRole("button", { name: /Meetings by title/ });
  await expect(served).toBeVisible();
  await expect(view.getByRole("button", { name: /Anyone's recordings/ })).toContainText("crosses tenants");
  await expect(view.getByRole("button", { name: /Misspelt/ })).toContainText("invalid");

  // By keyboard: the first row opens, and offers the index that would serve.
  await served.focus();
  await page.keyboard.press("Enter");
  await expect(served).toHaveAttribute("aria-expanded", "true");
  const opened = view.getByRole("group", { name: "Meetings by title, opened" });
  await expect(opened.getByRole("img", { name: "The SQL of the suggested index" })).toContainText("title");
  await opened.getByRole("button", { name: "Add index" }).click();
  await expect(served).toContainText("served");
  await expect(opened.getByRole("button", { name: "Add index" })).toBeHidden();
  await page.getByRole("button", { name: /^Undo/ }).first().click();
  await expect(opened.getByRole("button", { name: "Add index" })).toBeVisible();

  // A query is edited, and judged while it is typed.
  await view.getByRole("button", { name: /Misspelt/ }).focus();
  await page.keyboard.press("e");
  const editor = page.getByRole("dialog", { name: "Edit query" });
  await expect(editor.getByRole("status")).toContainText("titel");
  await editor.getByRole("textbox", { name: "SQL with parameters" }).fill("SELECT title FROM meetings WHERE org_id = $1 AND id = $2");
  await expect(editor.getByRole("status")).toContainText("served");
  await page.keyboard.press("Control+Enter");
  await expect(view.getByRole("button", { name: /Misspelt/ })).toContainText("served");

  // Its finding stands among the others, and leads back here.
  await page.keyboard.press("Alt+4");
  const findings = page.getByRole("complementary", { name: "Findings" });
  const finding = findings.getByRole("button", { name: /Anyone's recordings/ }).first();
  await finding.click();
  await expect(view.getByRole("button", { name: /Anyone's recordings/ })).toHaveAttribute("aria-expanded", "true");
});
