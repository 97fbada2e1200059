export declare function trainInPage(
  backend: string,
): Promise<{ backend: string; losses: number[]; text: string; tensors: number }>;
