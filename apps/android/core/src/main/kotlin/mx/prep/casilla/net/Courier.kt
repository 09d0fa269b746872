package mx.prep.casilla.net

import java.io.IOException
import mx.prep.casilla.ffi.AppInterface
import mx.prep.casilla.ffi.HttpRequest
import mx.prep.casilla.ffi.NextAction
import mx.prep.casilla.ffi.Report

/** When the courier wants to be called again. */
sealed interface Visit {
    /** Nothing waits; whoever keeps something calls. */
    data object None : Visit

    /** At this moment by the device's clock, in microseconds since 1970, or when a network appears. */
    data class At(val micros: Long) : Visit

    /** It was told to stop in the middle: as soon as it may go on. */
    data object Soon : Visit
}

/**
 * Carries the core's requests to the server, one at a time. Blocks its thread; only one courier may
 * work at a time, whoever started it.
 *
 * @param told hears what every answer changed, on the courier's thread.
 */
class Courier(private val app: AppInterface, private val http: Http, private val told: (Report) -> Unit = {}) {
    private val turn = Any()

    /** Works while [mayGoOn] and something can be done now. */
    fun run(mayGoOn: () -> Boolean = { true }): Visit = synchronized(turn) {
        while (mayGoOn()) {
            when (val action = app.nextAction()) {
                is NextAction.Idle -> return Visit.None
                is NextAction.WaitUntil -> return Visit.At(action.micros)
                is NextAction.Perform -> told(carry(action.request))
            }
        }
        Visit.Soon
    }

    private fun carry(request: HttpRequest): Report {
        val answer = try {
            http.perform(request)
        } catch (broken: IOException) {
            return app.onTransportError(request.ticket, reason(broken))
        }
        return app.onResponse(request.ticket, answer)
    }

    /** The kind of failure in words of ours; what the system says may name hosts and is for nobody. */
    private fun reason(failure: IOException) = when (failure) {
        is java.net.UnknownHostException -> "no se encuentra el servidor"
        is java.net.ConnectException -> "el servidor no contesta"
        is java.net.SocketTimeoutException -> "la red no responde"
        is javax.net.ssl.SSLException -> "la conexión no es segura"
        else -> "se cortó la conexión"
    }
}
