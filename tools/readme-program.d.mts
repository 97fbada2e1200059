export declare function readmeProgram(readme: string): { program: string; output: string | undefined };
