import { expect, test } from "@playwright/test";

test("what the canvas does not show is seen, explained and changed in the inspector", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  const meetings = page.getByRole("group", { name: /^meetings,/ });
  await expect(meetings).toBeVisible();
  const inspector = page.getByRole("complementary", { name: "Inspector" });

  // A type made by hand, with its help and its checks.
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("menuitem", { name: "Domain" }).click();
  const standard = inspector.getByRole("textbox", { name: "Default", exact: true });
  await standard.fill("'none'");
  await standard.press("Enter");
  const help = inspector.getByRole("button", { name: "Help: Default" });
  await help.press("Enter");
  await expect(help).toHaveAttribute("aria-expanded", "true");
  await expect(inspector.getByText("when a writer says nothing and the column has no default")).toBeVisible();
  const checks = inspector.getByRole("group", { name: "Checks" }).last();
  await checks.getByRole("textbox", { name: "New name" }).fill("given");
  await checks.getByRole("textbox", { name: "New expression" }).fill("VALUE <> ''");
  await checks.getByRole("button", { name: "Add", exact: true }).click();
  await expect(checks.getByRole("textbox", { name: "Name 1" })).toHaveValue("given");
  await expect(inspector.locator("code, pre").filter({ hasText: "CREATE DOMAIN" })).toContainText("CHECK (VALUE <> '')");

  // A parameter that cannot be is refused in words; one that can stands in the SQL.
  await meetings.click({ position: { x: 60, y: 16 } });
  await inspector.getByText("More properties").click();
  const parameters = inspector.getByRole("group", { name: "Parameters" }).last();
  await parameters.getByRole("textbox", { name: "New name" }).fill("fillfactor");
  const value = parameters.getByRole("textbox", { name: "New value" });
  await value.fill("5");
  await value.press("Enter");
  await expect(page.getByText("takes a whole number from 10 to 100, not").first()).toBeVisible();
  await value.fill("70");
  await value.press("Enter");
  await expect(parameters.getByRole("textbox", { name: "Value 1" })).toHaveValue("70");
  await inspector.getByRole("tab", { name: "SQL" }).click();
  await expect(inspector.getByRole("tabpanel", { name: "SQL" })).toContainText("fillfactor = 70");

  // A statement kept as written has its kind beside its name, and is edited as text.
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.getByRole("menuitem", { name: "Statement kept as written" }).click();
  const kind = inspector.getByRole("textbox", { name: "Kind" });
  await kind.fill("rule");
  await kind.press("Enter");
  const name = inspector.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("quiet");
  await name.press("Enter");
  const statement = inspector.getByRole("textbox", { name: "Statement" });
  await statement.fill("CREATE RULE quiet AS ON DELETE TO meetings DO INSTEAD NOTHING;");
  await statement.press("Control+Enter");
  const line = page.getByRole("treeitem").filter({ hasText: "quiet" });
  await expect(line).toContainText("rule");
  await expect(statement).toHaveValue("CREATE RULE quiet AS ON DELETE TO meetings DO INSTEAD NOTHING");
});
