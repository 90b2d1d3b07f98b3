// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/keypairs.h"

#include <QCoreApplication>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::KeyPairs)
};

template<auto Free> struct Freed
{
    template<typename T> void operator()(T *object) const { Free(object); }
};
using KeyOwner = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using BioOwner = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using GroupOwner = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using PointOwner = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;
using NumberOwner = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;

constexpr qsizetype numberSize = 32;
constexpr qsizetype pointSize = 65;

std::unexpected<Error> generationFailed()
{
    char detail[256] = {};
    ERR_error_string_n(ERR_get_error(), detail, sizeof detail);
    return failure(
        ErrorCode::Internal,
        Words::tr("The key could not be generated; is there random data on this system?"),
        QString::fromLatin1(detail));
}

const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

/// A memory BIO whose contents are wiped when it goes.
BioOwner secureMemory()
{
    return BioOwner(BIO_new(BIO_s_secmem()));
}

QByteArrayView contentsOf(BIO *memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return {data, qsizetype(size)};
}

Result<KeyPair> pemPairOf(EVP_PKEY *key)
{
    const BioOwner secret = secureMemory();
    const BioOwner open(BIO_new(BIO_s_mem()));
    if (!key || !secret || !open
        || PEM_write_bio_PKCS8PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr)
            != 1
        || PEM_write_bio_PUBKEY(open.get(), key) != 1)
        return generationFailed();
    return KeyPair{Secret(contentsOf(secret.get())), contentsOf(open.get()).toByteArray()};
}

QByteArray encoded(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size())
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray derOf(EVP_PKEY *key)
{
    unsigned char *der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    if (size <= 0)
        return {};
    const QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

PemKey::Type typeOf(const EVP_PKEY *key)
{
    if (EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1)
        return PemKey::Type::Rsa;
    if (EVP_PKEY_is_a(key, "EC") == 1)
        return PemKey::Type::Ec;
    return EVP_PKEY_is_a(key, "ED25519") == 1 ? PemKey::Type::Ed25519 : PemKey::Type::Other;
}

/// Real ends of line for written ones, and one at the end.
QByteArray asLines(QByteArrayView pem)
{
    QByteArray lines;
    lines.reserve(pem.size() + 1);
    for (qsizetype i = 0; i < pem.size(); ++i) {
        const bool isWritten = pem[i] == '\\' && i + 1 < pem.size() && pem[i + 1] == 'n';
        lines.append(isWritten ? '\n' : pem[i]);
        i += isWritten ? 1 : 0;
    }
    lines.append('\n');
    return lines;
}

/// A passphrase is asked from nobody: an encrypted key is unreadable here.
int refusePassphrase(char *, int, int, void *)
{
    return -1;
}

} // namespace

Result<KeyPair> generateVapidPair()
{
    const KeyOwner key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    BIGNUM *raw = nullptr;
    if (!key || EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &raw) != 1)
        return generationFailed();
    const NumberOwner number(raw);
    QByteArray bytes(numberSize, '\0');
    if (BN_bn2binpad(number.get(), reinterpret_cast<unsigned char *>(bytes.data()), int(numberSize))
        != numberSize)
        return generationFailed();
    QByteArray text = encoded(bytes);
    KeyPair pair{Secret(text), encoded(p256PublicPoint(bytes))};
    wipeBytes(bytes);
    wipeBytes(text);
    return pair;
}

Result<KeyPair> generateRsaPair(int bits)
{
    const KeyOwner key(EVP_RSA_gen(static_cast<unsigned>(bits)));
    return pemPairOf(key.get());
}

Result<KeyPair> generateP256Pair()
{
    const KeyOwner key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    return pemPairOf(key.get());
}

bool isP256Point(QByteArrayView bytes)
{
    const GroupOwner group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const PointOwner point(group ? EC_POINT_new(group.get()) : nullptr);
    // Reading a point checks that it lies on the curve.
    const bool isOnCurve = point && bytes.size() == pointSize && bytes.front() == '\x04'
        && EC_POINT_oct2point(group.get(), point.get(), bytesOf(bytes), size_t(bytes.size()),
                              nullptr)
            == 1;
    ERR_clear_error();
    return isOnCurve;
}

QByteArray p256PublicPoint(QByteArrayView privateNumber)
{
    const GroupOwner group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const PointOwner point(group ? EC_POINT_new(group.get()) : nullptr);
    const NumberOwner number(BN_bin2bn(bytesOf(privateNumber), int(privateNumber.size()), nullptr));
    if (!point || !number || privateNumber.size() != numberSize || BN_is_zero(number.get())
        || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0)
        return {};
    BN_set_flags(number.get(), BN_FLG_CONSTTIME);
    QByteArray bytes(pointSize, '\0');
    if (EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1
        || EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                              reinterpret_cast<unsigned char *>(bytes.data()), size_t(pointSize),
                              nullptr)
            != size_t(pointSize))
        return {};
    return bytes;
}

PemKey readPemKey(QByteArrayView pem)
{
    constexpr qsizetype longest = 64 * 1024;
    PemKey result;
    if (pem.size() > longest)
        return result;
    QByteArray lines = asLines(pem);
    const BioOwner first(BIO_new_mem_buf(lines.constData(), int(lines.size())));
    KeyOwner key(first ? PEM_read_bio_PrivateKey(first.get(), nullptr, refusePassphrase, nullptr)
                       : nullptr);
    result.kind = PemKey::Kind::Private;
    if (!key) {
        const BioOwner second(BIO_new_mem_buf(lines.constData(), int(lines.size())));
        key.reset(second ? PEM_read_bio_PUBKEY(second.get(), nullptr, refusePassphrase, nullptr)
                         : nullptr);
        result.kind = key ? PemKey::Kind::Public : PemKey::Kind::Unreadable;
    }
    ERR_clear_error();
    wipeBytes(lines);
    if (!key)
        return result;
    result.type = typeOf(key.get());
    result.bits = EVP_PKEY_get_bits(key.get());
    result.publicDer = derOf(key.get());
    return result;
}

void wipeBytes(QByteArray &bytes)
{
    // A shared array would be copied first, and the copy be wiped.
    if (bytes.isDetached())
        OPENSSL_cleanse(bytes.data(), size_t(bytes.size()));
    bytes.clear();
}

} // namespace slipway
