package mx.prep.casilla.net

import java.io.ByteArrayOutputStream
import java.io.EOFException
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.io.RandomAccessFile
import java.net.HttpRetryException
import java.net.HttpURLConnection
import java.net.URI
import mx.prep.casilla.ffi.HttpBody
import mx.prep.casilla.ffi.HttpHeader
import mx.prep.casilla.ffi.HttpRequest
import mx.prep.casilla.ffi.HttpResponse

/**
 * Performs the core's requests with the platform's own client, so that its certificates, proxies and
 * radios are used as any app would. No redirect is followed and nothing is retried: what an answer
 * means is the core's to say.
 *
 * @property connectMs how long a server may take to be reached, in milliseconds.
 * @property readMs how long the line may be silent before it counts as dead, in milliseconds.
 */
class Http(private val connectMs: Int = 10_000, private val readMs: Int = 60_000) {
    /** Blocks until the answer is here; throws what the line did if none came. */
    @Throws(IOException::class)
    fun perform(request: HttpRequest): HttpResponse {
        val connection = URI(request.url).toURL().openConnection() as HttpURLConnection
        try {
            prepare(connection, request)
            send(connection, request.body)
            return answer(connection)
        } catch (refused: HttpRetryException) {
            // Java wants to log in by itself and cannot, having streamed the body.
            return HttpResponse(refused.responseCode().toUShort(), emptyList(), ByteArray(0))
        } finally {
            connection.disconnect()
        }
    }

    private fun prepare(connection: HttpURLConnection, request: HttpRequest) {
        connection.connectTimeout = connectMs
        connection.readTimeout = readMs
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        // Android would unpack by itself and so change lengths and digests.
        connection.setRequestProperty("Accept-Encoding", "identity")
        for (header in request.headers) connection.setRequestProperty(header.name, header.value)
        if (request.method == "PATCH") {
            // Java's client knows no PATCH; this is how tus says it instead.
            connection.requestMethod = "POST"
            connection.setRequestProperty("X-HTTP-Method-Override", "PATCH")
        } else {
            connection.requestMethod = request.method
        }
    }

    private fun send(connection: HttpURLConnection, body: HttpBody) {
        when (body) {
            is HttpBody.Empty -> if (connection.requestMethod in WITH_BODY) {
                connection.doOutput = true
                connection.outputStream.close()
            }
            is HttpBody.Bytes -> {
                connection.doOutput = true
                connection.outputStream.use { it.write(body.bytes) }
            }
            is HttpBody.File -> {
                connection.doOutput = true
                connection.setFixedLengthStreamingMode(body.length.toLong())
                connection.outputStream.use { copy(body, it) }
            }
        }
    }

    private fun copy(part: HttpBody.File, out: OutputStream) {
        RandomAccessFile(part.path, "r").use { file ->
            file.seek(part.offset.toLong())
            val buffer = ByteArray(PIECE)
            var left = part.length.toLong()
            while (left > 0) {
                val count = file.read(buffer, 0, minOf(left, PIECE.toLong()).toInt())
                if (count < 0) throw EOFException("${part.path} es más corto de lo que se firmó")
                out.write(buffer, 0, count)
                left -= count
            }
        }
    }

    private fun answer(connection: HttpURLConnection): HttpResponse {
        val status = connection.responseCode
        if (status !in 100..999) throw IOException("la respuesta no es de HTTP")
        val headers = connection.headerFields.flatMap { (name, values) ->
            if (name == null) emptyList() else values.map { HttpHeader(name, it) }
        }
        val stream: InputStream? = if (status >= 400) connection.errorStream else connection.inputStream
        val body = stream?.use(::readBounded) ?: ByteArray(0)
        // Java takes a line that breaks within the body for its end.
        if (body.size < minOf(connection.contentLengthLong, MAX_BODY.toLong())) throw EOFException("respuesta incompleta")
        return HttpResponse(status.toUShort(), headers, body)
    }

    private fun readBounded(stream: InputStream): ByteArray {
        val kept = ByteArrayOutputStream()
        val buffer = ByteArray(PIECE)
        while (kept.size() < MAX_BODY) {
            val count = stream.read(buffer, 0, minOf(PIECE, MAX_BODY - kept.size()))
            if (count < 0) break
            kept.write(buffer, 0, count)
        }
        return kept.toByteArray()
    }

    private companion object {
        const val PIECE = 16 * 1024
        const val MAX_BODY = 32 * 1024 * 1024
        val WITH_BODY = setOf("POST", "PUT", "PATCH")
    }
}
