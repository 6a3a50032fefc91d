import { withoutMarkedBlock } from "../host-marked-block.ts";
import { uncommentSwapLines } from "../host-swap-files.ts";

/** A text without the blocks that steps put into files of others, and with the lines that they commented out. */
export function withoutOurLines(text: string): string {
  return uncommentSwapLines(withoutMarkedBlock(text));
}
