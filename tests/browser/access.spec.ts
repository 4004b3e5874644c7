import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

/** What axe calls serious or critical on the page as it stands, by rule and place. */
async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious on any screen, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("./");
    await expect(page.getByRole("heading", { name: /Draw the tables/ })).toBeVisible();
    expect(await serious(page), "welcome").toEqual([]);

    await page.getByRole("button", { name: /Open the sample/ }).click();
    const meetings = page.getByRole("group", { name: /^meetings,/ });
    await expect(meetings).toBeVisible();
    await meetings.click({ position: { x: 60, y: 16 } });
    expect(await serious(page), "canvas with the inspector").toEqual([]);

    await page.getByRole("button", { name: /^Score/ }).click();
    await page.getByRole("complementary", { name: "Findings" }).getByRole("button", { expanded: false }).first().click();
    expect(await serious(page), "findings").toEqual([]);
    await page.getByRole("button", { name: /^Apply fix/ }).click();

    await page.getByRole("button", { name: "Migration", exact: true }).click();
    await expect(page.getByRole("region", { name: "Files" })).toBeVisible();
    expect(await serious(page), "migration").toEqual([]);

    await page.getByRole("button", { name: "Tables", exact: true }).click();
    expect(await serious(page), "tables").toEqual([]);

    await page.keyboard.press("Control+e");
    await expect(page.getByRole("dialog", { name: "Export" })).toBeVisible();
    expect(await serious(page), "export").toEqual([]);
    await page.keyboard.press("Escape");

    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Search or run a command" })).toBeVisible();
    expect(await serious(page), "palette").toEqual([]);
    await page.keyboard.press("Escape");

    await page.keyboard.press("F1");
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await serious(page), "help").toEqual([]);
  });
}
