import type { FC } from 'hono/jsx'

/** Asks for an API key: other machines can reach this emulator, so pages need one. */
export const SignIn: FC<{ readonly open: boolean; readonly refused: boolean }> = ({ open, refused }) => (
  <>
    <h1>Sign in</h1>
    <section class="sheet">
      <form class="acts" method="post" action="/_emulator/ui/session">
        {refused && <p class="note bad">This API key is not accepted.</p>}
        <p>
          Each API key is a separate organisation with its own balance, eSIMs, callbacks and clock.{' '}
          {open
            ? 'This server accepts any key; a new key opens a new organisation.'
            : 'Use one of the keys that the emulator was started with.'}
        </p>
        <div class="act">
          <label class="wide">
            API key
            <input name="key" required maxlength={128} autocomplete="off" autocapitalize="none" spellcheck={false} />
          </label>
          <button class="main" type="submit">
            Open
          </button>
        </div>
      </form>
    </section>
  </>
)
