// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/security/registereddomain.h"

#include <QHostAddress>
#include <QSet>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Second labels that are sold below in most countries that divide their domain.
bool isSharedLabel(const QString &label)
{
    static const QSet<QString> labels{u"ac"_s,  u"co"_s,   u"com"_s,    u"edu"_s, u"gob"_s,
                                      u"gov"_s, u"govt"_s, u"go"_s,     u"ltd"_s, u"me"_s,
                                      u"mil"_s, u"net"_s,  u"ne"_s,     u"nhs"_s, u"or"_s,
                                      u"org"_s, u"plc"_s,  u"police"_s, u"sch"_s, u"school"_s};
    return labels.contains(label);
}

/// Countries below which "co", "com" and the like are suffixes.
bool isDividedCountry(const QString &country)
{
    static const QSet<QString> countries{
        u"ae"_s, u"ar"_s, u"au"_s, u"bd"_s, u"bh"_s, u"bn"_s, u"bo"_s, u"br"_s, u"bw"_s, u"by"_s,
        u"bz"_s, u"cn"_s, u"co"_s, u"cr"_s, u"cu"_s, u"cy"_s, u"do"_s, u"ec"_s, u"eg"_s, u"et"_s,
        u"fj"_s, u"ge"_s, u"gh"_s, u"gr"_s, u"gt"_s, u"hk"_s, u"hn"_s, u"id"_s, u"il"_s, u"in"_s,
        u"ir"_s, u"jm"_s, u"jo"_s, u"jp"_s, u"ke"_s, u"kh"_s, u"kr"_s, u"kw"_s, u"lb"_s, u"lk"_s,
        u"ma"_s, u"mm"_s, u"mo"_s, u"mt"_s, u"mx"_s, u"my"_s, u"na"_s, u"ng"_s, u"ni"_s, u"np"_s,
        u"nz"_s, u"om"_s, u"pa"_s, u"pe"_s, u"ph"_s, u"pk"_s, u"pl"_s, u"pr"_s, u"py"_s, u"qa"_s,
        u"sa"_s, u"sg"_s, u"sv"_s, u"sy"_s, u"th"_s, u"tr"_s, u"tw"_s, u"tz"_s, u"ua"_s, u"ug"_s,
        u"uk"_s, u"uy"_s, u"uz"_s, u"ve"_s, u"vn"_s, u"ye"_s, u"za"_s, u"zm"_s, u"zw"_s};
    return countries.contains(country);
}

} // namespace

QString registeredDomain(const QString &host)
{
    if (!QHostAddress(host).isNull())
        return {};
    const QStringList labels = host.toLower().split(u'.', Qt::SkipEmptyParts);
    const qsizetype count = labels.size();
    if (count < 2)
        return {};
    const bool isShared
        = isDividedCountry(labels.at(count - 1)) && isSharedLabel(labels.at(count - 2));
    const qsizetype needed = isShared ? 3 : 2;
    return count < needed ? QString() : labels.sliced(count - needed).join(u'.');
}

} // namespace slipway
