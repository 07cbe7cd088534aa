import type { FC } from 'hono/jsx'

/** Asks whose pages are meant: others can reach this emulator, so nothing is shown to whoever does not say. */
export const SignIn: FC<{ readonly open: boolean; readonly refused: boolean }> = ({ open, refused }) => (
  <>
    <h1>Whose emulator?</h1>
    <section class="sheet">
      <form class="acts" method="post" action="/_emulator/ui/session">
        {refused && <p class="note bad">This API key is not accepted.</p>}
        <p>
          An API key is an organisation of its own: its money, eSIMs, callbacks and clock.{' '}
          {open
            ? 'This server accepts any key; one that it does not know opens a new organisation.'
            : 'Use one of the keys that the emulator was started with.'}
        </p>
        <div class="act">
          <label class="wide">
            API key
            <input name="key" required maxlength={128} autocomplete="off" autocapitalize="none" spellcheck={false} />
          </label>
          <button class="main" type="submit">
            Look
          </button>
        </div>
      </form>
    </section>
  </>
)
