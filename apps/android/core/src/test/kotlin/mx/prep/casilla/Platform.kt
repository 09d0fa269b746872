package mx.prep.casilla

import java.io.File
import java.security.KeyFactory
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.X509EncodedKeySpec
import java.util.Base64
import mx.prep.casilla.ffi.Clock
import mx.prep.casilla.ffi.DeviceSigner
import mx.prep.casilla.ffi.Field
import mx.prep.casilla.ffi.Hardware
import mx.prep.casilla.ffi.Input
import mx.prep.casilla.ffi.KeyStorage
import mx.prep.casilla.ffi.LogLevel
import mx.prep.casilla.ffi.LogSink
import mx.prep.casilla.ffi.Platform

/** What this JVM says about itself at enrolment. */
val HARDWARE = Hardware(Platform.SIMULATOR, KeyStorage.SOFTWARE, "jvm", "0.1.0", ByteArray(0))

/** A P-256 key in a file, as a device without hardware has it. */
class FileKey(file: File) : DeviceSigner {
    private val pair: KeyPair = if (file.exists()) read(file) else make(file)

    override fun publicKey(): ByteArray = pair.public.encoded

    override fun sign(message: ByteArray): ByteArray = Signature.getInstance("SHA256withECDSA").run {
        initSign(pair.private)
        update(message)
        sign()
    }

    private fun make(file: File): KeyPair {
        val generator = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }
        return generator.generateKeyPair().also { pair ->
            val unfinished = File("${file.path}.tmp")
            unfinished.writeText(listOf(pair.private, pair.public).joinToString("\n") { BASE64.encodeToString(it.encoded) })
            check(unfinished.renameTo(file)) { "the key's file cannot be named" }
        }
    }

    private fun read(file: File): KeyPair {
        val (private, public) = file.readLines().map(Base64.getDecoder()::decode)
        val keys = KeyFactory.getInstance("EC")
        return KeyPair(keys.generatePublic(X509EncodedKeySpec(public)), keys.generatePrivate(PKCS8EncodedKeySpec(private)))
    }

    private companion object {
        val BASE64: Base64.Encoder = Base64.getEncoder()
    }
}

/** This machine's clock. */
object SystemClock : Clock {
    override fun nowMicros(): Long = System.currentTimeMillis() * 1000
}

/** The log on the standard error. */
object StderrLog : LogSink {
    override fun log(level: LogLevel, line: String) = System.err.println("$level: $line")
}

/** Who types in the fields of a screen. */
class Person(private val user: String, private val password: String) {
    fun typed(field: Field) = when (field.input) {
        Input.TEXT -> user
        Input.PASSWORD -> password
        Input.PIN -> "428193"
        Input.DIGITS -> ""
    }
}
