package mx.prep.casilla

import kotlin.test.assertEquals
import mx.prep.casilla.net.Schedule
import mx.prep.casilla.net.Visit
import mx.prep.casilla.net.Wake
import org.junit.jupiter.api.Test

class ScheduleTest {
    private val longest = Schedule.LONGEST_DELAY_MS

    @Test
    fun `nothing is scheduled when nothing waits`() = assertEquals(null, Schedule.wakeFor(Visit.None, 5))

    @Test
    fun `what was stopped goes on at once`() = assertEquals(Wake(0, null), Schedule.wakeFor(Visit.Soon, 5))

    @Test
    fun `a moment becomes a delay, and a clock that jumped puts nothing off`() {
        assertEquals(Wake(2_000, 2_000 + longest), Schedule.wakeFor(Visit.At(3_000_000), 1_000_000))
        assertEquals(Wake(0, longest), Schedule.wakeFor(Visit.At(1_000_000), 3_000_000))
        val day = 86_400_000_000
        assertEquals(Wake(longest, 2 * longest), Schedule.wakeFor(Visit.At(day), 0))
    }
}
