import { refuseOldNode } from "@quorate/shared/node-floor";

refuseOldNode("quorate-agent");
