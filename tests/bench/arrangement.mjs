// Compares automatic arrangement with elkjs (layered) and dagre: `node tests/bench/arrangement.mjs [--dev] schema.sql ...`.
// The same cards, the same relationships, one measure for all: straight lines from port to port on the sides that face each
// other. The two libraries are installed into .tools/arrangement, and nowhere else. Prints figures; asserts nothing.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { argv } from "node:process";

const VERSIONS = { elkjs: "0.9.2", "@dagrejs/dagre": "2.0.1" };
/** The gaps that ours keeps between cards, asked of the others too. */
const GAP = { across: 64, down: 40 };

const folder = resolve(".tools/arrangement");
if (!Object.keys(VERSIONS).every((name) => existsSync(`${folder}/node_modules/${name}`))) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, JSON.stringify({ private: true, dependencies: VERSIONS }));
  execFileSync("npm", ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { stdio: "inherit" });
}
const require = createRequire(`${folder}/package.json`);
const ELK = require("elkjs");
const dagre = require("@dagrejs/dagre");

async function elk({ nodes, edges }) {
  const laid = await new ELK().layout({
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.layered.spacing.nodeNodeBetweenLayers": String(GAP.across),
      "elk.spacing.nodeNode": String(GAP.down),
      "elk.spacing.componentComponent": String(GAP.across),
      "elk.aspectRatio": "1.4",
    },
    children: nodes.map((node, at) => ({ id: `n${at}`, width: node.width, height: node.height })),
    edges: edges.map((edge, at) => ({ id: `e${at}`, sources: [`n${edge.to}`], targets: [`n${edge.from}`] })),
  });
  const places = [];
  for (const child of laid.children) places[Number(child.id.slice(1))] = { x: child.x, y: child.y };
  return places;
}

function dagres({ nodes, edges }) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", ranksep: GAP.across, nodesep: GAP.down });
  graph.setDefaultEdgeLabel(() => ({}));
  nodes.forEach((node, at) => graph.setNode(String(at), { width: node.width, height: node.height }));
  edges.forEach((edge, at) => graph.setEdge(String(edge.to), String(edge.from), {}, String(at)));
  dagre.layout(graph);
  return nodes.map((node, at) => {
    const { x, y } = graph.node(String(at));
    return { x: x - node.width / 2, y: y - node.height / 2 };
  });
}

/** Crossings, length of the lines, area and overlaps of cards that stand at places. */
function measured({ nodes, edges }, places) {
  const rects = nodes.map((node, at) => ({ ...node, ...places[at], right: places[at].x + node.width, bottom: places[at].y + node.height }));
  const middle = (rect) => (rect.x + rect.right) / 2;
  const lines = edges
    .filter((edge) => edge.from !== edge.to)
    .map((edge) => {
      const [from, to] = [rects[edge.from], rects[edge.to]];
      const left = middle(from) > middle(to);
      return [
        left ? from.x : from.right,
        from.y + edge.fromPort,
        left ? Math.min(to.right, from.x) : Math.max(to.x, from.right),
        to.y + edge.toPort,
      ];
    });
  const turn = (px, py, qx, qy, rx, ry) => (qx - px) * (ry - py) - (qy - py) * (rx - px);
  let crossings = 0;
  let length = 0;
  lines.forEach(([ax, ay, bx, by], at) => {
    length += Math.hypot(ax - bx, ay - by);
    for (let other = 0; other < at; other += 1) {
      const [cx, cy, dx, dy] = lines[other];
      const apart = turn(ax, ay, bx, by, cx, cy) * turn(ax, ay, bx, by, dx, dy) < 0;
      if (apart && turn(cx, cy, dx, dy, ax, ay) * turn(cx, cy, dx, dy, bx, by) < 0) crossings += 1;
    }
  });
  let overlaps = 0;
  rects.forEach((one, at) => {
    for (let other = 0; other < at; other += 1) {
      const rect = rects[other];
      if (one.x < rect.right && rect.x < one.right && one.y < rect.bottom && rect.y < one.bottom) overlaps += 1;
    }
  });
  const width = Math.max(...rects.map((rect) => rect.right)) - Math.min(...rects.map((rect) => rect.x));
  const height = Math.max(...rects.map((rect) => rect.bottom)) - Math.min(...rects.map((rect) => rect.y));
  return { crossings, length, area: width * height, width, height, overlaps };
}

const given = argv.slice(2);
const dev = given.includes("--dev") ? ["--profile", "dev"] : [];
const paths = given.filter((one) => one !== "--dev").map((path) => resolve(path));
const out = execFileSync("cargo", ["bench", "--locked", "--quiet", ...dev, "--bench", "arrangement", "--", ...paths], { maxBuffer: 1 << 28 });
const schemas = out.toString().trim().split("\n").map((line) => JSON.parse(line));

const columns = ["crossings", "length k", "area M", "width", "height", "overlaps", "ms"];
console.log(`${"".padEnd(34)}${columns.map((name) => name.padStart(11)).join("")}`);
for (const schema of schemas) {
  console.log(`${schema.name}: ${schema.nodes.length} tables, ${schema.edges.length} relationships`);
  const row = (name, places, milliseconds) => {
    const found = measured(schema, places);
    const cells = [
      found.crossings,
      (found.length / 1e3).toFixed(1),
      (found.area / 1e6).toFixed(2),
      Math.round(found.width),
      Math.round(found.height),
      found.overlaps,
      milliseconds.toFixed(0),
    ];
    console.log(`  ${name.padEnd(32)}${cells.map((cell) => String(cell).padStart(11)).join("")}`);
  };
  row("Cadastre", schema.nodes, schema.milliseconds);
  for (const [name, layout] of [["elkjs, layered", elk], ["dagre", dagres]]) {
    const started = performance.now();
    try {
      const places = await layout(schema);
      row(name, places, performance.now() - started);
    } catch (error) {
      console.log(`  ${name.padEnd(32)} failed after ${Math.round(performance.now() - started)} ms: ${error.message}`);
    }
  }
}
