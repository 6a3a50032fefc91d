// Run in the lab's network: dials ADDRESS PORT again and again; prints "MS up" or "MS down" at each change, MS since 1970.
import { connect } from "node:net";

const [address = "", port = "0"] = process.argv.slice(2);
const pauseMs = 20;
const limitMs = 250;

function dial(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: Number(port), timeout: limitMs });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

let last: boolean | undefined;
for (;;) {
  const answers = await dial();
  if (answers !== last) process.stdout.write(`${Date.now()} ${answers ? "up" : "down"}\n`);
  last = answers;
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
