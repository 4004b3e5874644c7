import { expect, test, type Page } from "@playwright/test";

/**
 * The picker is the browser's own and cannot be driven. The page's private folder has the same handles, so it stands in for
 * the user's repository.
 */
async function standIn(page: Page, files: Record<string, string>): Promise<void> {
  await page.addInitScript(() => {
    Object.defineProperty(window, "showDirectoryPicker", {
      value: async () => (await navigator.storage.getDirectory()).getDirectoryHandle("repository", { create: true }),
    });
  });
  await page.goto("./");
  await page.evaluate(async (files) => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("repository", { create: true });
    for (const [path, text] of Object.entries(files)) {
      const parts = path.split("/");
      const name = parts.pop() ?? "";
      let folder = root;
      for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
      const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await stream.write(text);
      await stream.close();
    }
  }, files);
}

/** Every file of the stand-in by its path. */
async function written(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const files: Record<string, string> = {};
    const walk = async (folder: FileSystemDirectoryHandle, within: string): Promise<void> => {
      // @ts-expect-error the type library of this version lacks the iterator
      for await (const [name, handle] of folder.entries()) {
        if (handle.kind === "directory") await walk(handle, `${within}${name}/`);
        else files[`${within}${name}`] = await (await handle.getFile()).text();
      }
    };
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle("repository"), "");
    return files;
  });
}

async function importSql(page: Page, text: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("banner").getByRole("button", { expanded: false }).first().click();
  await page.getByRole("menuitem", { name: "Import files…" }).click();
  await (await chooser).setFiles({ name: "schema.sql", mimeType: "application/sql", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Open as a new document" }).click();
  await expect(page.getByRole("application", { name: "Drawing" })).toBeVisible();
}

const SCHEMA = `CREATE TABLE organizations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
`;

/** Draws a table, so that there is something to migrate. */
async function drawTable(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("New tenant-scoped table");
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Table name" });
  await expect(field).toBeFocused();
  await field.fill(name);
  await field.press("Enter");
  await expect(page.getByRole("group", { name: new RegExp(`^${name},`) })).toBeVisible();
}

test("migrations go into the user's folder beside those it has, and nothing there is changed unasked", async ({ page }) => {
  const old = `-- migrate:up\n${SCHEMA}\n-- migrate:down\nDROP TABLE organizations;\n`;
  await standIn(page, {
    "README.md": "# Shop\n",
    "init.sql": SCHEMA,
    "db/migrations/007_base.sql": old,
    "node_modules/other/migrations/900_x.up.sql": "BEGIN;\nCOMMIT;\n",
  });
  await importSql(page, SCHEMA);
  await drawTable(page, "invoices");
  await page.getByRole("button", { name: "Migration", exact: true }).click();
  const files = page.getByRole("region", { name: "Files" });
  await expect(files.getByRole("combobox", { name: "Layout" })).toHaveValue("updown");

  // The folder tells layout and number.
  await files.getByRole("button", { name: "Open folder" }).click();
  await expect(files.getByRole("status", { name: "Folder" })).toContainText("1 migration in db/migrations: dbmate.");
  await expect(files.getByRole("combobox", { name: "Layout" })).toHaveValue("dbmate");
  await expect(files.getByRole("button", { name: /^008_create_invoices/ })).toBeVisible();
  await expect(files.getByRole("button", { name: /^init\.sql/ })).toContainText("differs");

  await files.getByRole("button", { name: /^Write \d files$/ }).click();
  await expect(files.getByRole("button", { name: "All written" })).toBeVisible();
  let there = await written(page);
  const names = Object.keys(there).filter((name) => name.startsWith("db/migrations/008_create_invoices"));
  expect(names.length).toBeGreaterThan(0);
  expect(there[names[0] ?? ""]).toContain("-- migrate:up");
  expect(there["db/migrations/007_base.sql"]).toBe(old);
  expect(there["db/migrations/.cadastre.sum"]).toContain("007_base.sql");
  expect(there["init.sql"]).toBe(SCHEMA);

  // A file that exists is replaced only after its difference was shown and the user said so.
  await files.getByRole("button", { name: /^init\.sql/ }).click();
  await expect(files.getByText("+ CREATE TABLE invoices (")).toBeVisible();
  await files.getByRole("checkbox", { name: "Replace the file by this" }).check();
  await files.getByRole("button", { name: "Write 1 file", exact: true }).click();
  await expect(files.getByRole("button", { name: "All written" })).toBeVisible();
  there = await written(page);
  expect(there["init.sql"]).toContain("CREATE TABLE invoices");

  // An edit of an old migration is noticed when the folder is read again.
  await page.evaluate(async () => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("repository");
    const folder = await (await root.getDirectoryHandle("db")).getDirectoryHandle("migrations");
    const stream = await (await folder.getFileHandle("007_base.sql")).createWritable();
    await stream.write("-- migrate:up\nSELECT 1;\n-- migrate:down\n");
    await stream.close();
  });
  await files.getByRole("button", { name: "Other folder" }).click();
  await expect(files.getByRole("status", { name: "Folder" })).toContainText("007_base.sql was edited after it was written");
});

test("what changed in the folder since it was read is not written over", async ({ page }) => {
  await standIn(page, { "go.mod": "module shop\n" });
  await importSql(page, SCHEMA);
  await drawTable(page, "invoices");
  await page.getByRole("button", { name: "Migration", exact: true }).click();
  const files = page.getByRole("region", { name: "Files" });
  await files.getByRole("button", { name: "Open folder" }).click();
  const write = files.getByRole("button", { name: /^Write \d+ files$/ });
  await expect(write).toBeVisible();
  const path = (await files.getByRole("button", { name: /^001_create_invoices/ }).first().getAttribute("title")) ?? "";
  await page.evaluate(async (name) => {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("repository");
    const folder = await root.getDirectoryHandle("migrations", { create: true });
    const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await stream.write("-- somebody else's\n");
    await stream.close();
  }, `${path}.up.sql`);
  await write.click();
  await expect(page.getByText(/has changed since the folder was read/).first()).toBeVisible();
  expect((await written(page))[`migrations/${path}.up.sql`]).toBe("-- somebody else's\n");
  // Read again, it is refused.
  await expect(files.getByRole("alert")).toContainText("exists and differs");
});

test("a browser that cannot open folders has the zip", async ({ page }) => {
  await page.addInitScript(() => {
    // @ts-expect-error not in the type library
    delete window.showDirectoryPicker;
  });
  await page.goto("./");
  await importSql(page, SCHEMA);
  await drawTable(page, "invoices");
  await page.getByRole("button", { name: "Migration", exact: true }).click();
  const files = page.getByRole("region", { name: "Files" });
  await files.getByRole("combobox", { name: "Layout" }).selectOption({ label: "Alembic" });
  await expect(files.getByRole("button", { name: "models/invoice.py" })).toBeVisible();
  await expect(files.getByRole("button", { name: "Open folder" })).toHaveCount(0);
  const download = page.waitForEvent("download");
  await files.getByRole("button", { name: "Download zip" }).click();
  expect((await download).suggestedFilename()).toBe("create_invoices.zip");
});
