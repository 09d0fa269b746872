package mx.prep.casilla.android

import android.content.Context
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.MessageDigest
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import mx.prep.casilla.ffi.ApiException
import mx.prep.casilla.ffi.DeviceSigner
import mx.prep.casilla.ffi.KeyStorage
import mx.prep.casilla.ffi.SignerFailure

/**
 * The tablet's P-256 key in Android's Keystore: in StrongBox where there is one, else in the trusted
 * environment. It never leaves it and needs no unlocked screen, since photos are sent at night in a
 * pocket.
 *
 * @property storage where the key lives, as the Keystore itself says.
 */
class DeviceKey private constructor(private val entry: KeyStore.PrivateKeyEntry, val storage: KeyStorage) : DeviceSigner {
    override fun publicKey(): ByteArray = entry.certificate.publicKey.encoded

    override fun sign(message: ByteArray): ByteArray = try {
        Signature.getInstance("SHA256withECDSA").run {
            initSign(entry.privateKey)
            update(message)
            sign()
        }
    } catch (refused: GeneralSecurityException) {
        throw SignerFailure.Unavailable(refused.javaClass.simpleName)
    } catch (refused: ProviderException) {
        throw SignerFailure.Unavailable(refused.javaClass.simpleName)
    }

    /** The Keystore's chain of certificates about the key, DER one after another. */
    fun attestation(): ByteArray = entry.certificateChain.fold(ByteArray(0)) { chain, one -> chain + one.encoded }

    companion object {
        private const val STORE = "AndroidKeyStore"
        private const val ALIAS = "prep-casilla-device"

        /** The key of this installation; made the first time. Not on the main thread. */
        @Throws(ApiException::class)
        fun open(context: Context): DeviceKey = try {
            val store = KeyStore.getInstance(STORE).apply { load(null) }
            if (!store.containsAlias(ALIAS)) make(context)
            val entry = store.getEntry(ALIAS, null) as KeyStore.PrivateKeyEntry
            DeviceKey(entry, storageOf(entry.privateKey))
        } catch (refused: GeneralSecurityException) {
            throw unavailable(refused)
        } catch (refused: ProviderException) {
            throw unavailable(refused)
        }

        private fun unavailable(cause: Exception) = ApiException.KeyUnavailable(
            "la llave de la tableta no se puede usar (${cause.javaClass.simpleName}); reinicie la tableta y, si sigue, pida otra",
        )

        private fun make(context: Context) {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
                try {
                    return generate(context, strongBox = true)
                } catch (absent: StrongBoxUnavailableException) {
                    // Most tablets have none; the trusted environment is the next best.
                }
            }
            generate(context, strongBox = false)
        }

        private fun generate(context: Context, strongBox: Boolean) {
            val wanted = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_SIGN)
                .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
                .setDigests(KeyProperties.DIGEST_SHA256)
                .setAttestationChallenge(challenge(context))
            if (strongBox) wanted.setIsStrongBoxBacked(true)
            KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, STORE).run {
                initialize(wanted.build())
                generateKeyPair()
            }
        }

        /** The key is older than any code to enrol with, so the evidence is tied to the app instead. */
        private fun challenge(context: Context): ByteArray =
            MessageDigest.getInstance("SHA-256").digest("prep-alta:${context.packageName}".toByteArray())

        private fun storageOf(key: PrivateKey): KeyStorage {
            val info = KeyFactory.getInstance(key.algorithm, STORE).getKeySpec(key, KeyInfo::class.java)
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
                return when (info.securityLevel) {
                    KeyProperties.SECURITY_LEVEL_STRONGBOX -> KeyStorage.HARDWARE
                    KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT -> KeyStorage.TRUSTED_ENVIRONMENT
                    else -> KeyStorage.SOFTWARE
                }
            }
            @Suppress("DEPRECATION")
            return if (info.isInsideSecureHardware) KeyStorage.TRUSTED_ENVIRONMENT else KeyStorage.SOFTWARE
        }
    }
}
