import CryptoKit
import Foundation
import PrepCasillaFFI
import Security

/// The device's P-256 key in the Secure Enclave. What the keychain keeps is the Enclave's own wrapping
/// of it, which no other device can open; no unlocked screen is needed, since photos are sent at night
/// in a pocket.
final class DeviceKey: DeviceSigner {
    private let key: SecureEnclave.P256.Signing.PrivateKey

    /// The key of this installation; made the first time. Not on the main thread.
    init() throws {
        guard SecureEnclave.isAvailable else {
            throw ApiError.KeyUnavailable(reason: "este dispositivo no tiene donde guardar su llave; use otro")
        }
        do {
            if let kept = try Self.load() {
                key = try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: kept)
            } else {
                key = try SecureEnclave.P256.Signing.PrivateKey(accessControl: Self.access())
                try Self.save(key.dataRepresentation)
            }
        } catch {
            throw ApiError.KeyUnavailable(
                reason: "la llave del dispositivo no se puede usar; reinícielo y, si sigue, pida otro")
        }
    }

    func publicKey() throws -> Data {
        key.publicKey.x963Representation
    }

    func sign(message: Data) throws -> Data {
        do {
            return try key.signature(for: message).derRepresentation
        } catch {
            throw SignerFailure.Unavailable(reason: String(describing: type(of: error)))
        }
    }

    private static func access() throws -> SecAccessControl {
        var failure: Unmanaged<CFError>?
        let made = SecAccessControlCreateWithFlags(
            nil, kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly, .privateKeyUsage, &failure)
        guard let made else { throw failure?.takeRetainedValue() ?? KeychainFailure(status: errSecParam) }
        return made
    }

    private static let place: [String: Any] = [
        kSecClass as String: kSecClassGenericPassword,
        kSecAttrService as String: "mx.prep.casilla",
        kSecAttrAccount as String: "device-key",
    ]

    private static func load() throws -> Data? {
        var query = place
        query[kSecReturnData as String] = true
        var found: CFTypeRef?
        let status = SecItemCopyMatching(query as CFDictionary, &found)
        if status == errSecItemNotFound { return nil }
        guard status == errSecSuccess else { throw KeychainFailure(status: status) }
        return found as? Data
    }

    private static func save(_ wrapped: Data) throws {
        var item = place
        item[kSecValueData as String] = wrapped
        item[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        let status = SecItemAdd(item as CFDictionary, nil)
        guard status == errSecSuccess else { throw KeychainFailure(status: status) }
    }
}

/// What the keychain answered.
struct KeychainFailure: Error {
    let status: OSStatus
}
