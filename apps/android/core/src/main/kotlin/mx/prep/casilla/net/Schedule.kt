package mx.prep.casilla.net

/**
 * When Android is asked to wake the courier.
 *
 * @property delayMs not before, in milliseconds from now.
 * @property deadlineMs at the latest, if there is a network; null where no deadline helps.
 */
data class Wake(val delayMs: Long, val deadlineMs: Long?)

/** Turns what the courier wants into what the system's scheduler takes. */
object Schedule {
    /** A clock that jumped must not put off what waits for longer than this. */
    const val LONGEST_DELAY_MS = 15 * 60 * 1000L

    /** Null if nothing waits; [nowMicros] is the device's clock when [visit] was said. */
    fun wakeFor(visit: Visit, nowMicros: Long): Wake? = when (visit) {
        Visit.None -> null
        Visit.Soon -> Wake(0, null)
        is Visit.At -> {
            val delay = ((visit.micros - nowMicros) / 1000).coerceIn(0, LONGEST_DELAY_MS)
            Wake(delay, delay + LONGEST_DELAY_MS)
        }
    }
}
