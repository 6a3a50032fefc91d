import { connect } from "node:net";

const lookAgainMs = 50;

/**
 * Whether somebody listens at this socket; a moment later when nobody does. Without gRPC: a channel that found nobody tries on by itself,
 * also when its client was closed.
 */
export async function answers(socketPath: string): Promise<boolean> {
  const socket = connect(socketPath);
  const answered = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => setTimeout(() => resolve(false), lookAgainMs));
  });
  socket.destroy();
  return answered;
}
