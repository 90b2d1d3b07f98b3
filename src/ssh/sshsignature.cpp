// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sshsignature.h"

#include "ssh/publickey.h"
#include "ssh/sftpwire.h"

#include <QCryptographicHash>

#include <memory>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace slipway {

namespace {

template<auto Free> struct Freed
{
    template<typename T> void operator()(T *pointer) const { Free(pointer); }
};
template<typename T, auto Free> using Owned = std::unique_ptr<T, Freed<Free>>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;

const unsigned char *raw(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

Number numberOf(const QByteArray &bytes)
{
    return Number(BN_bin2bn(raw(bytes), int(bytes.size()), nullptr));
}

Key keyFrom(const char *algorithm, OSSL_PARAM_BLD *builder)
{
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr));
    EVP_PKEY *key = nullptr;
    if (parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1)
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get());
    return Key(key);
}

Key rsaKey(WireReader &reader)
{
    const Number exponent = numberOf(reader.string());
    const Number modulus = numberOf(reader.string());
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return keyFrom("RSA", builder.get());
}

Key curveKey(WireReader &reader)
{
    const QByteArray curve = reader.string();
    const QByteArray point = reader.string();
    const char *group = curve == "nistp256" ? "prime256v1"
        : curve == "nistp384"               ? "secp384r1"
        : curve == "nistp521"               ? "secp521r1"
                                            : "";
    const Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.constData(),
                                     size_t(point.size()));
    return keyFrom("EC", builder.get());
}

/// The two numbers of an ECDSA signature as OpenSSL wants them.
QByteArray derOf(const QByteArray &numbers)
{
    WireReader reader(numbers);
    Number r = numberOf(reader.string());
    Number s = numberOf(reader.string());
    const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
    if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return {};
    std::ignore = r.release();
    std::ignore = s.release();
    unsigned char *der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    const QByteArray result(reinterpret_cast<const char *>(der), std::max(size, 0));
    OPENSSL_free(der);
    return result;
}

const EVP_MD *digestOf(const QByteArray &algorithm)
{
    if (algorithm == "rsa-sha2-512" || algorithm.contains("nistp521"))
        return EVP_sha512();
    if (algorithm.contains("nistp384"))
        return EVP_sha384();
    if (algorithm == "rsa-sha2-256" || algorithm.contains("nistp256"))
        return EVP_sha256();
    return nullptr;
}

bool verify(EVP_PKEY *key, const EVP_MD *digest, QByteArrayView data, const QByteArray &signature)
{
    const DigestContext context(EVP_MD_CTX_new());
    return key != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1
        && EVP_DigestVerify(context.get(), raw(signature), size_t(signature.size()), raw(data),
                            size_t(data.size()))
        == 1;
}

/// What a security key signs in place of the data (OpenSSH's PROTOCOL.u2f).
QByteArray tokenData(const QByteArray &application, WireReader &signature, QByteArrayView data)
{
    const auto hash = [](QByteArrayView bytes) {
        return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    };
    const char flags = char(signature.byte());
    const QByteArray counter = WireWriter().number(signature.number()).bytes();
    return hash(application) + flags + counter + hash(data);
}

} // namespace

bool isSshSignatureValid(const PublicKey &key, QByteArrayView data, QByteArrayView signature)
{
    WireReader parts(signature);
    const QByteArray algorithm = parts.string();
    QByteArray value = parts.string();
    WireReader reader(key.blob());
    const QByteArray type = reader.string();

    if (type == "ssh-rsa") {
        const Key rsa = rsaKey(reader);
        const qsizetype size = rsa ? EVP_PKEY_get_size(rsa.get()) : 0;
        // Leading zeros may be left out on the wire.
        if (value.size() < size)
            value.prepend(size - value.size(), '\0');
        return digestOf(algorithm) != nullptr && algorithm.startsWith("rsa-sha2-")
            && verify(rsa.get(), digestOf(algorithm), data, value);
    }
    if (algorithm != type)
        return false;
    const bool isCurve = type.contains("ecdsa-sha2-");
    if (!isCurve && !type.contains("ssh-ed25519"))
        return false;
    Key parsed;
    if (isCurve) {
        parsed = curveKey(reader);
        value = derOf(value);
    } else {
        const QByteArray point = reader.string();
        parsed.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(point),
                                                 size_t(point.size())));
    }
    const EVP_MD *digest = isCurve ? digestOf(type) : nullptr;
    if (!type.startsWith("sk-"))
        return verify(parsed.get(), digest, data, value);
    const QByteArray application = reader.string();
    return verify(parsed.get(), digest, tokenData(application, parts, data), value);
}

} // namespace slipway
