// SPDX-License-Identifier: GPL-3.0-or-later
#include "ssh/sockshandshake.h"

#include <QtEndian>

#include <array>

#include <arpa/inet.h>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

constexpr qsizetype maximumGreeting = 1024;
constexpr char noMethod = '\xff';
constexpr char commandNotSupported = 7;
constexpr char addressNotSupported = 8;
constexpr char hostUnreachable = 4;

QByteArray fiveAnswer(char status)
{
    return "\x05"_ba + status + QByteArray("\0\1\0\0\0\0\0\0", 8);
}

QByteArray fourAnswer(char status)
{
    return QByteArray(1, '\0') + status + QByteArray(6, '\0');
}

QString addressText(int family, const char *address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, address, text.data(), text.size());
    return QString::fromLatin1(text.data());
}

int portAt(const QByteArray &bytes, qsizetype at)
{
    return qFromBigEndian<quint16>(bytes.constData() + at);
}

} // namespace

QByteArray SocksHandshake::take(const QByteArray &bytes)
{
    if (m_state != State::Reading) {
        m_bytes += bytes;
        return {};
    }
    m_bytes += bytes;
    if (m_bytes.isEmpty())
        return {};
    if (m_version == Version::Unknown) {
        m_version = m_bytes.startsWith('\x05') ? Version::Five
            : m_bytes.startsWith('\x04')       ? Version::Four
                                               : Version::Unknown;
        if (m_version == Version::Unknown)
            return refuse({});
    }
    QByteArray answer;
    if (m_version == Version::Four) {
        answer = takeFour();
    } else {
        if (!m_hasMethods)
            answer = takeMethods();
        if (m_hasMethods && m_state == State::Reading)
            answer += takeFive();
    }
    if (m_state == State::Reading && m_bytes.size() > maximumGreeting)
        return answer + refuse(failure());
    return answer;
}

QByteArray SocksHandshake::takeMethods()
{
    if (m_bytes.size() < 2 || m_bytes.size() < 2 + quint8(m_bytes.at(1)))
        return {};
    const qsizetype count = quint8(m_bytes.at(1));
    if (!QByteArrayView(m_bytes).sliced(2, count).contains('\0'))
        return refuse("\x05"_ba + noMethod);
    m_bytes.remove(0, 2 + count);
    m_hasMethods = true;
    return QByteArray("\5\0", 2);
}

QByteArray SocksHandshake::takeFive()
{
    if (m_bytes.size() < 5)
        return {};
    if (m_bytes.at(1) != 1)
        return refuse(fiveAnswer(commandNotSupported));
    const char type = m_bytes.at(3);
    const qsizetype size = type == 1 ? 4 : type == 4 ? 16 : 1 + quint8(m_bytes.at(4));
    if (type != 1 && type != 3 && type != 4)
        return refuse(fiveAnswer(addressNotSupported));
    if (m_bytes.size() < 4 + size + 2)
        return {};
    const QByteArray address = m_bytes.sliced(4, size);
    QString host;
    if (type == 3)
        host = QString::fromUtf8(address.sliced(1));
    else
        host = addressText(type == 1 ? AF_INET : AF_INET6, address.constData());
    ready(host, portAt(m_bytes, 4 + size), 4 + size + 2);
    return {};
}

QByteArray SocksHandshake::takeFour()
{
    const qsizetype userEnd = m_bytes.indexOf('\0', 8);
    if (m_bytes.size() < 9 || userEnd < 0)
        return {};
    if (m_bytes.at(1) != 1)
        return refuse(fourAnswer(91));
    const auto address = qFromBigEndian<quint32>(m_bytes.constData() + 4);
    // 0.0.0.x is 4a: a name follows.
    if (address == 0 || address > 255) {
        ready(addressText(AF_INET, m_bytes.constData() + 4), portAt(m_bytes, 2), userEnd + 1);
        return {};
    }
    const qsizetype nameEnd = m_bytes.indexOf('\0', userEnd + 1);
    if (nameEnd < 0)
        return {};
    ready(QString::fromUtf8(m_bytes.sliced(userEnd + 1, nameEnd - userEnd - 1)), portAt(m_bytes, 2),
          nameEnd + 1);
    return {};
}

void SocksHandshake::ready(const QString &host, int port, qsizetype used)
{
    m_host = host;
    m_port = port;
    m_bytes.remove(0, used);
    m_state = State::Ready;
}

QByteArray SocksHandshake::refuse(QByteArray answer)
{
    m_state = State::Refused;
    return answer;
}

QByteArray SocksHandshake::success() const
{
    return m_version == Version::Five ? fiveAnswer(0) : fourAnswer(90);
}

QByteArray SocksHandshake::failure() const
{
    return m_version == Version::Five ? fiveAnswer(hostUnreachable) : fourAnswer(91);
}

} // namespace slipway
