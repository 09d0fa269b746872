package mx.prep.casilla

import java.io.File
import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CompletableFuture
import kotlin.concurrent.thread
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import mx.prep.casilla.ffi.HttpBody
import mx.prep.casilla.ffi.HttpHeader
import mx.prep.casilla.ffi.HttpRequest
import mx.prep.casilla.net.Http
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class HttpTest {
    private val http = Http(connectMs = 2_000, readMs = 2_000)

    /** A server for one connection that says [answer] and keeps what it heard. */
    private class Once(answer: String, private val expected: (String) -> Boolean) {
        private val listener = ServerSocket(0, 1, InetAddress.getLoopbackAddress())
        val url = "http://127.0.0.1:${listener.localPort}/v1/x"
        val heard = CompletableFuture<String>()

        init {
            thread(isDaemon = true) {
                listener.use { it.accept().use { line -> converse(line, answer) } }
            }
        }

        private fun converse(line: Socket, answer: String) {
            val text = StringBuilder()
            val buffer = ByteArray(4096)
            while (!expected(text.toString())) {
                val count = line.getInputStream().read(buffer)
                if (count < 0) break
                text.append(String(buffer, 0, count, Charsets.ISO_8859_1))
            }
            heard.complete(text.toString())
            line.getOutputStream().run {
                write(answer.toByteArray(Charsets.ISO_8859_1))
                flush()
            }
        }
    }

    private fun request(method: String, url: String, body: HttpBody) =
        HttpRequest(7u, method, url, listOf(HttpHeader("Upload-Offset", "3")), body)

    @Test
    fun `a patch goes as tus says where there is no patch, with just the part of the file`(@TempDir folder: File) {
        val file = File(folder, "acta.jpg").apply { writeText("0123456789") }
        val server = Once("HTTP/1.1 204 No Content\r\nUpload-Offset: 7\r\n\r\n") { it.endsWith("3456") }
        val answer = http.perform(request("PATCH", server.url, HttpBody.File(file.path, 3u, 4u)))
        assertEquals(204u, answer.status)
        assertEquals("7", answer.headers.first { it.name.equals("Upload-Offset", ignoreCase = true) }.value)
        val heard = server.heard.get()
        assertTrue(heard.startsWith("POST /v1/x HTTP/1.1\r\n"), heard)
        for (line in listOf("X-HTTP-Method-Override: PATCH", "Content-Length: 4", "Upload-Offset: 3")) {
            assertTrue("\r\n$line\r\n" in heard, "$line in $heard")
        }
    }

    @Test
    fun `refusals and pages of others come back as they are`() {
        val page = "<html>Acepte las condiciones de la red</html>"
        val answers = mapOf(
            "HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\n\r\n" to 302u,
            "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: DPoP\r\nDPoP-Nonce: n1\r\nContent-Length: 2\r\n\r\n{}" to 401u,
            "HTTP/1.1 503 Busy\r\nRetry-After: 9\r\nContent-Length: ${page.length}\r\n\r\n$page" to 503u,
        )
        for ((answer, status) in answers) {
            val server = Once(answer) { it.endsWith("body") }
            val got = http.perform(request("PUT", server.url, HttpBody.Bytes("body".toByteArray())))
            assertEquals(status.toUShort(), got.status)
            if (status == 503u) assertContentEquals(page.toByteArray(), got.body)
        }
    }

    @Test
    fun `an answer without a body and a post without one are possible`() {
        val server = Once("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") { it.endsWith("\r\n\r\n") }
        val answer = http.perform(request("POST", server.url, HttpBody.Empty))
        assertEquals(0, answer.body.size)
        assertTrue("Content-Length: 0" in server.heard.get())
    }

    @Test
    fun `a line that breaks, a server that is silent and nobody at all are the line's failures`() {
        val cut = Once("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab") { "\r\n\r\n" in it }
        val nonsense = Once("SSH-2.0-OpenSSH\r\n") { "\r\n\r\n" in it }
        val free = ServerSocket(0).use { it.localPort }
        for (url in listOf(cut.url, nonsense.url, "http://127.0.0.1:$free/")) {
            assertFailsWith<IOException>(url) { http.perform(request("GET", url, HttpBody.Empty)) }
        }
        ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { silent ->
            val impatient = Http(connectMs = 200, readMs = 200)
            assertFailsWith<IOException> {
                impatient.perform(request("GET", "http://127.0.0.1:${silent.localPort}/", HttpBody.Empty))
            }
        }
    }

    @Test
    fun `a file that shrank is not sent as something else`(@TempDir folder: File) {
        val file = File(folder, "acta.jpg").apply { writeText("0123") }
        val server = Once("HTTP/1.1 204 No Content\r\n\r\n") { "\r\n\r\n" in it }
        assertFailsWith<IOException> { http.perform(request("PATCH", server.url, HttpBody.File(file.path, 0u, 9u))) }
    }
}
