package mx.prep.casilla

import java.io.File
import java.math.BigInteger
import java.security.AlgorithmParameters
import java.security.KeyFactory
import java.security.MessageDigest
import java.security.PublicKey
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.ECParameterSpec
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import java.util.Base64
import kotlin.test.assertEquals
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import org.junit.jupiter.api.Test

/**
 * The contract's vectors checked with Java's own cryptography and none of our code: every signature
 * holds where the vectors say so, keys have their thumbprints, texts their digests.
 */
class VectorsTest {
    private val folder = File(System.getenv("PREP_VECTORS") ?: "prep-model/vectors")

    @Test
    fun `signatures of envelopes, bags and receipts are as the vectors say`() {
        var checked = 0
        for ((name, lists) in FILES) {
            val file = Json(File(folder, name).readText()).value() as Map<*, *>
            val keys = (file["keys"] as Map<*, *>).entries.associate { (key, stored) -> key as String to keyOf(stored as Map<*, *>) }
            for (case in lists.flatMap { file[it] as List<*> }.map { it as Map<*, *> }) {
                val jws = case["jws"] as String
                assertEquals(case["sha256"], hex(sha256(jws.toByteArray())), "$name ${case["name"]}")
                val valid = verifies(jws, assertNotNull(keys[case["key"]]))
                when (case["signature"]) {
                    "valid" -> assertTrue(valid, "$name ${case["name"]}")
                    "invalid" -> assertTrue(!valid, "$name ${case["name"]}")
                }
                if (case["outcome"] == "ok") {
                    assertEquals(case["payload"], String(BASE64.decode(jws.split('.')[1])), "$name ${case["name"]}")
                }
                checked++
            }
        }
        assertTrue(checked > 40, "$checked cases")
    }

    @Test
    fun `codes on bags have the digits of their own text`() {
        val file = Json(File(folder, "bolsa.json").readText()).value() as Map<*, *>
        val labels = (file["codes"] as List<*>).map { it as Map<*, *> }.filter { (it["text"] as String).startsWith("PREP") && it["outcome"] == "ok" }
        assertTrue(labels.isNotEmpty())
        for (case in labels) {
            val text = case["text"] as String
            assertEquals(text.substringAfterLast(':'), hex(sha256(text.substringBeforeLast(':').toByteArray())).take(8))
        }
    }

    private fun keyOf(stored: Map<*, *>): PublicKey {
        val jwk = stored["jwk"] as Map<*, *>
        val canonical = """{"crv":"${jwk["crv"]}","kty":"${jwk["kty"]}","x":"${jwk["x"]}","y":"${jwk["y"]}"}"""
        assertEquals(stored["thumbprint"], Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(canonical.toByteArray())))
        val (x, y) = listOf("x", "y").map { BigInteger(1, BASE64.decode(jwk[it] as String)) }
        val curve = AlgorithmParameters.getInstance("EC").apply { init(ECGenParameterSpec("secp256r1")) }
        val spec = ECPublicKeySpec(ECPoint(x, y), curve.getParameterSpec(ECParameterSpec::class.java))
        return KeyFactory.getInstance("EC").generatePublic(spec) as ECPublicKey
    }

    private fun verifies(jws: String, key: PublicKey): Boolean = try {
        val header = Json(String(BASE64.decode(jws.substringBefore('.')))).value() as Map<*, *>
        val raw = BASE64.decode(jws.substringAfterLast('.'))
        Signature.getInstance("SHA256withECDSAinP1363Format").run {
            initVerify(key)
            update(jws.substringBeforeLast('.').toByteArray())
            // An extension that a reader must know and does not makes it refuse (RFC 7515, 4.1.11).
            header["alg"] == "ES256" && "crit" !in header && jws.count { it == '.' } == 2 && verify(raw)
        }
    } catch (refused: java.security.SignatureException) {
        false
    } catch (refused: IllegalArgumentException) {
        false
    } catch (short: IndexOutOfBoundsException) {
        // No header at all.
        false
    }

    private fun sha256(bytes: ByteArray) = MessageDigest.getInstance("SHA-256").digest(bytes)

    private fun hex(bytes: ByteArray) = bytes.joinToString("") { "%02x".format(it) }

    private companion object {
        val BASE64: Base64.Decoder = Base64.getUrlDecoder()

        /** The files whose cases name their key, and where their cases are. */
        val FILES = mapOf(
            "envelope.json" to listOf("cases"),
            "receipt.json" to listOf("cases"),
            "bolsa.json" to listOf("receptions", "receipts"),
        )
    }
}

/** As much of JSON as the vectors use; a library for it would be the test's only dependency. */
private class Json(private val text: String) {
    private var at = 0

    fun value(): Any? {
        space()
        return when (text[at]) {
            '{' -> members()
            '[' -> items()
            '"' -> string()
            else -> word()
        }
    }

    private fun members(): Map<String, Any?> = buildMap {
        at++
        while (!ends('}')) {
            val name = string()
            space()
            check(text[at++] == ':')
            put(name, value())
        }
    }

    private fun items(): List<Any?> = buildList { at++; while (!ends(']')) add(value()) }

    /** Steps over white space and a comma; true, and past it, if the end is there. */
    private fun ends(close: Char): Boolean {
        space()
        if (text[at] == ',') at++
        space()
        return (text[at] == close).also { if (it) at++ }
    }

    private fun string(): String {
        val made = StringBuilder()
        check(text[at++] == '"')
        while (text[at] != '"') {
            val letter = text[at++]
            if (letter != '\\') {
                made.append(letter)
                continue
            }
            when (val escape = text[at++]) {
                'n' -> made.append('\n')
                't' -> made.append('\t')
                'r' -> made.append('\r')
                'b' -> made.append('\b')
                'f' -> made.append('\u000c')
                'u' -> made.append(text.substring(at, at + 4).toInt(16).toChar()).also { at += 4 }
                else -> made.append(escape)
            }
        }
        at++
        return made.toString()
    }

    private fun word(): Any? {
        val start = at
        while (text[at] !in ",]} \n") at++
        return when (val found = text.substring(start, at)) {
            "true" -> true
            "false" -> false
            "null" -> null
            else -> found.toBigDecimal()
        }
    }

    private fun space() {
        while (text[at] in " \n\r\t") at++
    }
}
