import type { FC } from 'hono/jsx'
import { KeyForm } from '../session-form.tsx'

/** Asks for an API key: other machines can reach this emulator, so pages need one. */
export const SignIn: FC<{ readonly open: boolean; readonly refused: boolean }> = ({ open, refused }) => (
  <>
    <h1>Sign in</h1>
    <section class="sheet">
      <div class="acts">
        {refused && <p class="note bad">This API key is not accepted.</p>}
        <p>
          Each API key is a separate organisation with its own balance, eSIMs, callbacks and clock.{' '}
          {open
            ? 'This server accepts any key; a new key opens a new organisation.'
            : 'Use one of the keys that the emulator was started with.'}
        </p>
        <KeyForm label="API key" submit="Open" required main />
      </div>
    </section>
  </>
)
