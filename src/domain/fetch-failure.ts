/** Why a fetch had no answer: the system's code, such as ECONNREFUSED, or what the platform says instead. */
export function explainFetchFailure(error: unknown): string {
  const { message, cause } = error as Error & { readonly cause?: { readonly code?: string; readonly message?: string } }
  return cause?.code ?? cause?.message ?? message ?? String(error)
}
