// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/smtpdelivery.h"

#include <QCoreApplication>
#include <QFile>
#include <QUrl>

#include <algorithm>
#include <array>
#include <cstring>

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr std::array pauses{2s, 10s}; ///< before the second and the third attempt
constexpr long connectSeconds = 15;
constexpr long totalSeconds = 60;
constexpr long slowSeconds = 20; ///< without a byte

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::SmtpDelivery)
};

/// What a transfer reads from and writes to.
struct Exchange
{
    QByteArrayView left;
    QByteArray lastReply; ///< of the server, such as "550 5.1.1 No such user"
};

size_t giveMessage(char *buffer, size_t size, size_t count, void *exchange)
{
    auto *of = static_cast<Exchange *>(exchange);
    const qsizetype given = std::min(qsizetype(size * count), of->left.size());
    std::memcpy(buffer, of->left.data(), size_t(given));
    of->left = of->left.sliced(given);
    return size_t(given);
}

size_t takeReply(char *line, size_t size, size_t count, void *exchange)
{
    constexpr qsizetype longest = 300;
    const QByteArray text = QByteArray(line, qsizetype(size * count)).trimmed();
    static_cast<Exchange *>(exchange)->lastReply = text.first(std::min(text.size(), longest));
    return size * count;
}

struct EasyDeleter
{
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
};
struct MultiDeleter
{
    void operator()(CURLM *handle) const { curl_multi_cleanup(handle); }
};
struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using List = std::unique_ptr<curl_slist, ListDeleter>;

bool isThisMachine(const QString &host)
{
    return host == "localhost"_L1 || host.startsWith("127."_L1) || host == "::1"_L1;
}

QByteArray inBrackets(const QString &address)
{
    return '<' + address.toUtf8() + '>';
}

List listOf(const QStringList &receivers)
{
    curl_slist *list = nullptr;
    for (const QString &receiver : receivers)
        list = curl_slist_append(list, inBrackets(receiver).constData());
    return List(list);
}

void prepare(CURL *easy, const MailRoute &route, Exchange &exchange)
{
    const QUrl server(route.server);
    const bool mayBePlain = server.scheme() == "smtp"_L1 && isThisMachine(server.host());
    curl_easy_setopt(easy, CURLOPT_URL, server.toEncoded(QUrl::RemoveUserInfo).constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USE_SSL, long(mayBePlain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (!route.ca.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, QFile::encodeName(route.ca).constData());
    if (!route.user.isEmpty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, route.user.toUtf8().constData());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, route.password.toUtf8().constData());
    }
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, connectSeconds);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, totalSeconds);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, slowSeconds);
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, inBrackets(route.from).constData());
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, giveMessage);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeReply);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
}

QString hostOf(const MailRoute &route)
{
    const QUrl server(route.server);
    return server.port() > 0 ? server.host() + u':' + QString::number(server.port())
                             : server.host();
}

Error errorOf(CURLcode code, const MailRoute &route, const QByteArray &reply)
{
    const QString host = hostOf(route);
    const QString said = QString::fromUtf8(reply);
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {ErrorCode::Unreachable,
                Words::tr("The mail server %1 is not known. Check its name.").arg(host)};
    case CURLE_COULDNT_CONNECT:
        return {ErrorCode::Unreachable,
                Words::tr("The mail server %1 cannot be reached. Check host and port, and whether "
                          "it runs.")
                    .arg(host)};
    case CURLE_OPERATION_TIMEDOUT:
        return {ErrorCode::Timeout,
                Words::tr("The mail server %1 does not answer in time.").arg(host)};
    case CURLE_LOGIN_DENIED:
        return {ErrorCode::Authentication,
                Words::tr("The mail server %1 did not accept user and password.").arg(host), said};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return {ErrorCode::Refused,
                Words::tr("The certificate of the mail server %1 cannot be trusted. Where it is "
                          "your own, name its certificate authority with ‘ca’.")
                    .arg(host)};
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
        return {ErrorCode::Refused,
                Words::tr("The mail server %1 offers no encryption, so nothing was sent to it. Use "
                          "its port for smtps, or one with STARTTLS.")
                    .arg(host)};
    default:
        break;
    }
    if (said.isEmpty() || said.startsWith(u'2') || said.startsWith(u'3'))
        return {ErrorCode::ConnectionLost,
                Words::tr("The mail server %1 broke off: %2.")
                    .arg(host, QString::fromUtf8(curl_easy_strerror(code)))};
    return {ErrorCode::Refused,
            Words::tr("The mail server %1 did not take the mail: %2").arg(host, said)};
}

/// Of what the server cannot help just now, RFC 5321 says 4xx.
bool isPassing(CURLcode code, const QByteArray &reply)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_CONNECT
        || (code != CURLE_LOGIN_DENIED && reply.startsWith('4'));
}

} // namespace

class SmtpDelivery::Sockets
{
public:
    static void follow(CURL *easy, SmtpDelivery *delivery)
    {
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
        curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, delivery);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
        curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, delivery);
    }

private:
    static curl_socket_t open(void *delivery, curlsocktype, curl_sockaddr *address)
    {
        const int made
            = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
        auto *of = static_cast<SmtpDelivery *>(delivery);
        const std::lock_guard lock(of->m_mutex);
        if (made >= 0)
            of->m_sockets.push_back(made);
        return made < 0 ? CURL_SOCKET_BAD : made;
    }
    static int close(void *delivery, curl_socket_t closing)
    {
        auto *of = static_cast<SmtpDelivery *>(delivery);
        const std::lock_guard lock(of->m_mutex);
        std::erase(of->m_sockets, closing);
        return ::close(closing);
    }
};

SmtpDelivery::SmtpDelivery(MailRoute route, QByteArray message)
    : m_route(std::move(route))
    , m_message(std::move(message))
{ }

Error SmtpDelivery::cancelled() const
{
    return {ErrorCode::Cancelled, Words::tr("Sending the mail was given up.")};
}

Result<void> SmtpDelivery::run()
{
    Attempt last = attempt();
    for (const auto pause : pauses) {
        if (!last.isWorthAnother)
            break;
        if (!waitFor(pause))
            return std::unexpected(cancelled());
        last = attempt();
    }
    return last.result;
}

void SmtpDelivery::stop()
{
    const std::lock_guard lock(m_mutex);
    m_isStopped = true;
    m_changed.notify_all();
    for (const int each : m_sockets)
        ::shutdown(each, SHUT_RDWR);
    if (m_wake)
        m_wake();
}

bool SmtpDelivery::isStopped()
{
    const std::lock_guard lock(m_mutex);
    return m_isStopped;
}

bool SmtpDelivery::waitFor(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, time, [this] { return m_isStopped; });
}

SmtpDelivery::Attempt SmtpDelivery::attempt()
{
    const Multi multi(curl_multi_init());
    const Easy easy(curl_easy_init());
    const List receivers = listOf(m_route.to);
    Exchange exchange{m_message, {}};
    prepare(easy.get(), m_route, exchange);
    Sockets::follow(easy.get(), this);
    curl_easy_setopt(easy.get(), CURLOPT_MAIL_RCPT, receivers.get());
    curl_multi_add_handle(multi.get(), easy.get());
    {
        const std::lock_guard lock(m_mutex);
        m_wake = [&multi] {
            curl_multi_wakeup(multi.get());
        };
    }
    CURLcode code = CURLE_OK;
    int running = 1;
    while (running > 0 && !isStopped()) {
        curl_multi_perform(multi.get(), &running);
        if (running > 0)
            curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    {
        const std::lock_guard lock(m_mutex);
        m_wake = {};
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    }
    curl_multi_remove_handle(multi.get(), easy.get());
    if (running > 0)
        return {std::unexpected(cancelled()), false};
    if (code == CURLE_OK)
        return {{}, false};
    return {std::unexpected(errorOf(code, m_route, exchange.lastReply)),
            isPassing(code, exchange.lastReply)};
}

} // namespace slipway
