/** Text of a file that the spec names, by the name it has there; undefined when there is none, or it is a directory. May throw. */
export type ReadFile = (name: string) => string | undefined;

/** Names of the files in a directory that the spec names; undefined when there is none. May throw. */
export type ListFiles = (name: string) => readonly string[] | undefined;

/** The files beside a spec. Without them, naming one is a problem. */
export interface SpecFiles {
  readonly readFile?: ReadFile;
  readonly listFiles?: ListFiles;
}

/** The name of a file in a directory, as the spec would say it. */
export function fileIn(directory: string, name: string): string {
  return `${directory.replace(/\/+$/, "")}/${name}`;
}

/** Files that came along with a spec: text by name, those of a directory by `fileIn`. */
export function carriedFiles(files: Readonly<Record<string, string>>): Required<SpecFiles> {
  return {
    readFile: (name) => (Object.hasOwn(files, name) ? files[name] : undefined),
    listFiles: (directory) => {
      const start = fileIn(directory, "");
      const names = Object.keys(files).flatMap((path) => (path.startsWith(start) ? [path.slice(start.length)] : []));
      return names.length === 0 ? undefined : names.filter((name) => !name.includes("/"));
    },
  };
}

/** The text, or why there is none. */
export function namedText(name: string, { readFile }: SpecFiles): { readonly text?: string; readonly wrong?: string } {
  try {
    const text = readFile?.(name);
    return text === undefined
      ? { wrong: `there is no file ${name} beside this spec: the name is relative to the spec file` }
      : { text };
  } catch (error) {
    return unreadable(name, error);
  }
}

export function unreadable(name: string, error: unknown): { readonly wrong: string } {
  return { wrong: `the file ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
}
