/** Pictures of the playground, which a test of it takes; the home page shows those that there are. */
const { readdirSync } = require("node:fs");
const path = require("node:path").posix;

const PICTURE = /^playground-(.+?)(-light|-dark)?\.png$/;

/** Each room's picture in light and dark; the same one for both if there is one only. */
function picturesIn(root) {
  const rooms = new Map();
  for (const name of readdirSync(path.join(root, "documentation", "images")).sort()) {
    const [, room, theme] = PICTURE.exec(name) ?? [];
    if (room !== undefined)
      rooms.set(room, { ...rooms.get(room), [theme === "-dark" ? "dark" : "light"]: `/images/${name}` });
  }
  return Array.from(rooms, ([room, { light, dark }]) => ({
    title: room.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase()),
    light: light ?? dark,
    dark: dark ?? light,
  }));
}

module.exports = { picturesIn };
