import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding } from "./check.ts";

function idsDiffer({ packages: { repositories } }: ClusterSpec): readonly Finding[] {
  return repositories.flatMap(({ id }, index) => {
    const first = repositories.findIndex((other) => other.id === id);
    const message = `${id} is also the id of repositories[${first}]: it names a file on the hosts`;
    return first === index ? [] : [finding(message, "packages", "repositories", index, "id")];
  });
}

export const repositoryChecks: readonly Check[] = [{ severity: "error", needs: ["packages"], run: idsDiffer }];
