import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Folders that hold initdb and postgres, the newest first. */
function binaries(): string {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = [process.env.PG_BIN ?? "", ...versions.map((version) => join(root, version, "bin"))].find((folder) => existsSync(join(folder, "initdb")));
  if (!found) throw new Error("PostgreSQL is missing; install it with: apt-get install postgresql (or set PG_BIN to its bin folder)");
  return found;
}

/** A private PostgreSQL server in a temporary folder, on a Unix socket only; `stop` takes it away. */
export class Server {
  private constructor(
    private readonly folder: string,
    private readonly bin: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<Server> {
    const bin = binaries();
    const folder = mkdtempSync(join(tmpdir(), "cadastre-browser-"));
    const asServer = userInfo().uid === 0 ? ["runuser", "-u", "postgres", "--"] : [];
    if (asServer.length > 0) {
      const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"]).toString());
      chownSync(folder, id("-u"), id("-g"));
    }
    const run = (command: string, ...options: string[]): [string, string[]] => {
      const [first, ...rest] = [...asServer, join(bin, command), ...options];
      return [first as string, rest];
    };
    const data = join(folder, "data");
    execFileSync(...run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"), { stdio: "ignore", cwd: folder });
    const settings = ["-c", "listen_addresses=", "-c", `unix_socket_directories=${folder}`, "-c", "fsync=off"];
    const child = spawn(...run("postgres", "-D", data, ...settings), { stdio: "ignore", cwd: folder });
    const server = new Server(folder, bin, child);
    for (let attempt = 0; ; attempt += 1) {
      try {
        server.psql("postgres", "SELECT 1");
        return server;
      } catch (error) {
        if (attempt > 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** Runs SQL as one script that stops at the first error; gives back what it printed. */
  psql(database: string, sql: string): string {
    const options = ["-h", this.folder, "-U", "postgres", "-d", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"];
    return execFileSync(join(this.bin, "psql"), options, { input: sql, stdio: ["pipe", "pipe", "pipe"] }).toString().trim();
  }

  stop(): void {
    this.process.kill("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
